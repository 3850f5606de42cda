/* SPDX-License-Identifier: Apache-2.0
 *
 * Results of Mach calls.
 */
#ifndef _KFACE_MACH_ERROR_H_
#define _KFACE_MACH_ERROR_H_

#include <mach/kern_return.h>

#endif /* _KFACE_MACH_ERROR_H_ */

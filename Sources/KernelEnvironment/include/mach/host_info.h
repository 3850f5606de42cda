/* SPDX-License-Identifier: Apache-2.0
 *
 * The host.
 */
#ifndef _KFACE_MACH_HOST_INFO_H_
#define _KFACE_MACH_HOST_INFO_H_

#include <mach/mach_types.h>

#endif /* _KFACE_MACH_HOST_INFO_H_ */

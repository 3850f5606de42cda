/* SPDX-License-Identifier: Apache-2.0
 *
 * Mach's calls.
 */
#ifndef _KFACE_MACH_MACH_INTERFACE_H_
#define _KFACE_MACH_MACH_INTERFACE_H_

#include <mach/mach_types.h>

#endif /* _KFACE_MACH_MACH_INTERFACE_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Mach's standard types.
 */
#ifndef _KFACE_MACH_STD_TYPES_H_
#define _KFACE_MACH_STD_TYPES_H_

#include <mach/boolean.h>
#include <mach/kern_return.h>
#include <mach/vm_types.h>

#endif /* _KFACE_MACH_STD_TYPES_H_ */

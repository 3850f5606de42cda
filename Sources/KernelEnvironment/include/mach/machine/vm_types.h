/* SPDX-License-Identifier: Apache-2.0
 *
 * Addresses and sizes.
 */
#ifndef _KFACE_MACH_MACHINE_VM_TYPES_H_
#define _KFACE_MACH_MACHINE_VM_TYPES_H_

#include <mach/vm_types.h>

#endif /* _KFACE_MACH_MACHINE_VM_TYPES_H_ */

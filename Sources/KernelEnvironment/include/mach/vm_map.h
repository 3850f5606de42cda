/* SPDX-License-Identifier: Apache-2.0
 *
 * Maps of virtual memory are not visible.
 */
#ifndef _KFACE_MACH_VM_MAP_H_
#define _KFACE_MACH_VM_MAP_H_

#include <mach/vm_types.h>

#endif /* _KFACE_MACH_VM_MAP_H_ */

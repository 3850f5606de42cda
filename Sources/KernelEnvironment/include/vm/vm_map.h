/* SPDX-License-Identifier: Apache-2.0
 *
 * Maps are not visible.
 */
#ifndef _KFACE_VM_VM_MAP_H_
#define _KFACE_VM_VM_MAP_H_

#include <mach/vm_types.h>

#endif /* _KFACE_VM_VM_MAP_H_ */

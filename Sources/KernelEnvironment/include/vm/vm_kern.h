/* SPDX-License-Identifier: Apache-2.0
 *
 * Kernel memory.
 */
#ifndef _KFACE_VM_VM_KERN_H_
#define _KFACE_VM_VM_KERN_H_

#include <mach/vm_types.h>
#include <mach/vm_param.h>
#include <kern/kalloc.h>

#endif /* _KFACE_VM_VM_KERN_H_ */

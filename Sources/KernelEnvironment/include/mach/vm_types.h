/* SPDX-License-Identifier: Apache-2.0
 *
 * Addresses and sizes of virtual memory.
 */
#ifndef _MACH_VM_TYPES_H_
#define _MACH_VM_TYPES_H_

#include <machine/types.h>

typedef unsigned int natural_t;
typedef int integer_t;
typedef uintptr_t vm_offset_t;
typedef uintptr_t vm_size_t;
typedef vm_offset_t vm_address_t;
typedef vm_offset_t pointer_t;
typedef uint64_t mach_vm_address_t;
typedef uint64_t mach_vm_offset_t;
typedef uint64_t mach_vm_size_t;
typedef uint64_t vm_map_offset_t;
typedef uint64_t vm_map_address_t;
typedef uint64_t vm_map_size_t;
typedef uint64_t vm_object_offset_t;
typedef uint64_t addr64_t;
typedef uint32_t ppnum_t;
typedef uint32_t reg64_t;
typedef struct vm_map *vm_map_t;
typedef int vm_prot_t;
typedef unsigned int vm_inherit_t;
typedef uint16_t vm_tag_t;

#define VM_MAP_NULL ((vm_map_t)0)
#define VM_PROT_NONE 0x00
#define VM_PROT_READ 0x01
#define VM_PROT_WRITE 0x02
#define VM_PROT_EXECUTE 0x04
#define VM_KERN_MEMORY_NONE 0
#define VM_KERN_MEMORY_KEXT 6

#endif /* _MACH_VM_TYPES_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Pages.
 */
#ifndef _MACH_VM_PARAM_H_
#define _MACH_VM_PARAM_H_

#include <mach/vm_types.h>

#define PAGE_SHIFT 12
#define PAGE_SIZE (1UL << PAGE_SHIFT)
#define PAGE_MASK (PAGE_SIZE - 1)
#define PAGE_SIZE_64 (1ULL << PAGE_SHIFT)
#define PAGE_MASK_64 (PAGE_SIZE_64 - 1)
#define page_size PAGE_SIZE
#define page_shift PAGE_SHIFT
#define page_mask PAGE_MASK
#define round_page(x) (((vm_offset_t)(x) + PAGE_MASK) & ~((vm_offset_t)PAGE_MASK))
#define trunc_page(x) ((vm_offset_t)(x) & ~((vm_offset_t)PAGE_MASK))
#define round_page_64(x) (((uint64_t)(x) + PAGE_MASK_64) & ~((uint64_t)PAGE_MASK_64))
#define trunc_page_64(x) ((uint64_t)(x) & ~((uint64_t)PAGE_MASK_64))
#define atop(x) ((vm_size_t)(x) >> PAGE_SHIFT)
#define ptoa(x) ((vm_size_t)(x) << PAGE_SHIFT)

#endif /* _MACH_VM_PARAM_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Kernel memory by size. Freeing names the size; the environment checks it.
 */
#ifndef _KERN_KALLOC_H_
#define _KERN_KALLOC_H_

#include <sys/cdefs.h>
#include <mach/vm_types.h>

typedef enum {
  Z_WAITOK = 0x0000,
  Z_NOWAIT = 0x0001,
  Z_NOPAGEWAIT = 0x0002,
  Z_ZERO = 0x0004,
  Z_NOFAIL = 0x8000,
  Z_REALLOCF = 0x0008,
  Z_WAITOK_ZERO = 0x0004,
  Z_WAITOK_ZERO_NOFAIL = 0x8004
} zalloc_flags_t;
#define M_ZERO_KALLOC 4

__BEGIN_DECLS
void *kalloc(vm_size_t size) KF(kalloc);
void *kalloc_noblock(vm_size_t size) KF(kalloc_noblock);
void *kalloc_flags(vm_size_t size, unsigned int flags) KF(kalloc_flags);
void kfree(void *data, vm_size_t size) KF(kfree);
void *kalloc_data(vm_size_t size, unsigned int flags) KF(kalloc_data);
void *krealloc_data(void *data, vm_size_t old_size, vm_size_t new_size, unsigned int flags)
  KF(krealloc_data);
void kfree_data(void *data, vm_size_t size) KF(kfree_data);
void kfree_data_addr(void *data) KF(kfree_data_addr);
void *__kface_kalloc_type(vm_size_t size, unsigned int flags, const char *type) KF(kalloc_type);
void __kface_kfree_type(void *data, vm_size_t size, const char *type) KF(kfree_type);
__END_DECLS

/* One value, or an array of them. */
#define __KF_ALLOC_2(type, flags) \
  ((type *)__kface_kalloc_type(sizeof(type), (unsigned int)(flags), #type))
#define __KF_ALLOC_3(type, count, flags) \
  ((type *)__kface_kalloc_type(sizeof(type) * (vm_size_t)(count), (unsigned int)(flags), #type))
#define __KF_ALLOC_4(header, type, count, flags)                                               \
  ((header *)__kface_kalloc_type(sizeof(header) + sizeof(type) * (vm_size_t)(count),           \
                                 (unsigned int)(flags), #header))
/* The freeing macros take the pointer out of the variable that held it, as the kernel's do. */
#define __KF_TAKEN(pointer)                                       \
  __extension__({                                                 \
    __typeof__(pointer) *__kf_place = &(pointer);                 \
    __typeof__(pointer) __kf_value = *__kf_place;                 \
    *__kf_place = 0;                                              \
    (void *)__kf_value;                                           \
  })
#define __KF_FREE_2(type, pointer) __kface_kfree_type(__KF_TAKEN(pointer), sizeof(type), #type)
#define __KF_FREE_3(type, count, pointer) \
  __kface_kfree_type(__KF_TAKEN(pointer), sizeof(type) * (vm_size_t)(count), #type)
#define __KF_FREE_4(header, type, count, pointer)                                         \
  __kface_kfree_type(__KF_TAKEN(pointer), sizeof(header) + sizeof(type) * (vm_size_t)(count), \
                     #header)
#define kfree_data(data, size) (kfree_data)(__KF_TAKEN(data), (size))
#define kfree_data_addr(data) (kfree_data_addr)(__KF_TAKEN(data))
#define __KF_SELECT(_1, _2, _3, _4, name, ...) name
#define kalloc_type(...) \
  __KF_SELECT(__VA_ARGS__, __KF_ALLOC_4, __KF_ALLOC_3, __KF_ALLOC_2, )(__VA_ARGS__)
#define kfree_type(...) \
  __KF_SELECT(__VA_ARGS__, __KF_FREE_4, __KF_FREE_3, __KF_FREE_2, )(__VA_ARGS__)
#define kalloc_data_tag(size, flags, tag) kalloc_data((size), (flags))
#define kalloc_type_tag(type, flags, tag) kalloc_type(type, flags)

#if defined(XNU_KERNEL_PRIVATE)
#include <kern/zalloc.h>
#endif

#endif /* _KERN_KALLOC_H_ */

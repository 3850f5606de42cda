/* SPDX-License-Identifier: Apache-2.0
 *
 * Loadable kernel modules: the record their entry points receive.
 */
#ifndef _MACH_KMOD_H_
#define _MACH_KMOD_H_

#include <sys/cdefs.h>
#include <mach/kern_return.h>
#include <mach/vm_types.h>

#define KMOD_MAX_NAME 64
#define KMOD_RETURN_SUCCESS KERN_SUCCESS
#define KMOD_RETURN_FAILURE KERN_FAILURE

typedef int kmod_t;

struct kmod_info;
typedef kern_return_t kmod_start_func_t(struct kmod_info *info, void *data);
typedef kern_return_t kmod_stop_func_t(struct kmod_info *info, void *data);

typedef struct kmod_reference {
  struct kmod_reference *next;
  struct kmod_info *info;
} kmod_reference_t;

typedef struct kmod_info {
  struct kmod_info *next;
  int32_t info_version;
  uint32_t id;
  char name[KMOD_MAX_NAME];
  char version[KMOD_MAX_NAME];
  int32_t reference_count;
  kmod_reference_t *reference_list;
  vm_address_t address;
  vm_size_t size;
  vm_size_t hdr_size;
  kmod_start_func_t *start;
  kmod_stop_func_t *stop;
} kmod_info_t;

#ifndef KMOD_INFO_NAME
#define KMOD_INFO_NAME kmod_info
#endif
/* Used with and without a semicolon behind it. */
#define KMOD_EXPLICIT_DECL(name, version, start, stop) \
  kmod_info_t KMOD_INFO_NAME = {0, 1, -1U, #name, version, -1, 0, 0, 0, 0, start, stop};
#define KMOD_DECL(name, version) \
  KMOD_EXPLICIT_DECL(name, version, name##_module_start, name##_module_stop)

#endif /* _MACH_KMOD_H_ */

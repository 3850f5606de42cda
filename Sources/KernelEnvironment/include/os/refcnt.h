/* SPDX-License-Identifier: Apache-2.0
 *
 * Reference counts that panic when they run over or under.
 */
#ifndef _OS_REFCNT_H
#define _OS_REFCNT_H

#include <os/base.h>
#include <stdint.h>
#include <stdbool.h>
#include <kern/debug.h>

typedef uint32_t os_ref_count_t;
typedef struct os_refcnt {
  os_ref_count_t ref_count;
} os_refcnt_t;
struct os_refgrp;

#define OS_REFCNT_MAX_COUNT ((os_ref_count_t)0x0fffffff)
#define OS_REF_INITIALIZER {0}
#define os_refgrp_decl(qualifier, variable, name, parent) \
  extern struct os_refgrp *__kface_refgrp_##variable
#define os_refgrp_decl_extern(variable) extern struct os_refgrp *__kface_refgrp_##variable
/* Groups are for the kernel's debugger: counts do not look at them. */
#define os_ref_init(count, group) os_ref_init_count((count), (group), 1)
#define os_ref_init_count(count, group, value) ((void)((count)->ref_count = (value)))

static inline os_ref_count_t os_ref_get_count(struct os_refcnt *count) {
  return __atomic_load_n(&count->ref_count, __ATOMIC_RELAXED);
}
static inline void os_ref_retain(struct os_refcnt *count) {
  os_ref_count_t before = __atomic_fetch_add(&count->ref_count, 1, __ATOMIC_RELAXED);
  if (before == 0 || before >= OS_REFCNT_MAX_COUNT) panic("os_refcnt: retain at %u", before);
}
static inline bool os_ref_retain_try(struct os_refcnt *count) {
  os_ref_count_t before = os_ref_get_count(count);
  while (before) {
    if (__atomic_compare_exchange_n(&count->ref_count, &before, before + 1, true,
                                    __ATOMIC_RELAXED, __ATOMIC_RELAXED))
      return true;
  }
  return false;
}
/* What is left. */
static inline os_ref_count_t os_ref_release(struct os_refcnt *count) {
  os_ref_count_t before = __atomic_fetch_sub(&count->ref_count, 1, __ATOMIC_ACQ_REL);
  if (before == 0) panic("os_refcnt: released too often");
  return before - 1;
}
static inline void os_ref_release_live(struct os_refcnt *count) {
  if (os_ref_release(count) == 0) panic("os_refcnt: the last reference was released");
}
#define os_ref_release_last(count) ((void)os_ref_release(count))
#define os_ref_release_relaxed(count) os_ref_release(count)
#define os_ref_retain_locked(count) os_ref_retain(count)
#define os_ref_release_locked(count) os_ref_release(count)
#define os_ref_release_live_locked(count) os_ref_release_live(count)

#endif /* _OS_REFCNT_H */

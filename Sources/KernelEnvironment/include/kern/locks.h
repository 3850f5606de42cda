/* SPDX-License-Identifier: Apache-2.0
 *
 * Mutexes, read/write locks, spin locks, and their groups and attributes. The types are complete,
 * so that they can be embedded; their content belongs to the environment.
 */
#ifndef _KERN_LOCKS_H_
#define _KERN_LOCKS_H_

#include <sys/cdefs.h>
#include <sys/appleapiopts.h>
#include <mach/boolean.h>
#include <machine/types.h>
#include <kern/kern_types.h>

__BEGIN_DECLS

typedef struct _lck_grp_ {
  const char *name;
  unsigned int locks;
  unsigned long opaque[4];
} lck_grp_t;
typedef struct _lck_grp_attr_ lck_grp_attr_t;
typedef struct _lck_attr_ {
  unsigned long opaque[1];
} lck_attr_t;
typedef struct _lck_mtx_ {
  unsigned long opaque[2];
} lck_mtx_t;
typedef struct _lck_rw_ {
  unsigned long opaque[2];
} lck_rw_t;
typedef struct _lck_spin_ {
  unsigned long opaque[2];
} lck_spin_t;

#define LCK_GRP_NULL ((lck_grp_t *)0)
#define LCK_GRP_ATTR_NULL ((lck_grp_attr_t *)0)
#define LCK_ATTR_NULL ((lck_attr_t *)0)

typedef unsigned int lck_sleep_action_t;
#define LCK_SLEEP_DEFAULT 0x00
#define LCK_SLEEP_UNLOCK 0x01
#define LCK_SLEEP_SHARED 0x02
#define LCK_SLEEP_EXCLUSIVE 0x04
#define LCK_SLEEP_SPIN 0x08
#define LCK_SLEEP_PROMOTED_PRI 0x10
#define LCK_SLEEP_SPIN_ALWAYS 0x20

typedef unsigned int lck_rw_type_t;
#define LCK_RW_TYPE_SHARED 0x01
#define LCK_RW_TYPE_EXCLUSIVE 0x02

#define LCK_ASSERT_OWNED 1
#define LCK_ASSERT_NOTOWNED 2
#define LCK_MTX_ASSERT_OWNED LCK_ASSERT_OWNED
#define LCK_MTX_ASSERT_NOTOWNED LCK_ASSERT_NOTOWNED
#define LCK_RW_ASSERT_SHARED 1
#define LCK_RW_ASSERT_EXCLUSIVE 2
#define LCK_RW_ASSERT_HELD 3
#define LCK_RW_ASSERT_NOTHELD 4
#define LCK_MTX_ASSERT(lck, type) lck_mtx_assert((lck), (type))
#define LCK_RW_ASSERT(lck, type) lck_rw_assert((lck), (type))
#define LCK_SPIN_ASSERT(lck, type) lck_spin_assert((lck), (type))
#define LCK_MTX_ASSERT_DEBUG(lck, type) lck_mtx_assert((lck), (type))

lck_grp_attr_t *lck_grp_attr_alloc_init(void) KF(lck_grp_attr_alloc_init);
void lck_grp_attr_setdefault(lck_grp_attr_t *attr) KF(lck_grp_attr_setdefault);
void lck_grp_attr_setstat(lck_grp_attr_t *attr) KF(lck_grp_attr_setstat);
void lck_grp_attr_free(lck_grp_attr_t *attr) KF(lck_grp_attr_free);
lck_grp_t *lck_grp_alloc_init(const char *name, lck_grp_attr_t *attr) KF(lck_grp_alloc_init);
void lck_grp_free(lck_grp_t *group) KF(lck_grp_free);
lck_attr_t *lck_attr_alloc_init(void) KF(lck_attr_alloc_init);
void lck_attr_setdefault(lck_attr_t *attr) KF(lck_attr_setdefault);
void lck_attr_setdebug(lck_attr_t *attr) KF(lck_attr_setdebug);
void lck_attr_cleardebug(lck_attr_t *attr) KF(lck_attr_cleardebug);
void lck_attr_free(lck_attr_t *attr) KF(lck_attr_free);

lck_mtx_t *lck_mtx_alloc_init(lck_grp_t *group, lck_attr_t *attr) KF(lck_mtx_alloc_init);
void lck_mtx_free(lck_mtx_t *lck, lck_grp_t *group) KF(lck_mtx_free);
void lck_mtx_init(lck_mtx_t *lck, lck_grp_t *group, lck_attr_t *attr) KF(lck_mtx_init);
void lck_mtx_destroy(lck_mtx_t *lck, lck_grp_t *group) KF(lck_mtx_destroy);
void lck_mtx_lock(lck_mtx_t *lck) KF(lck_mtx_lock);
void lck_mtx_lock_spin(lck_mtx_t *lck) KF(lck_mtx_lock_spin);
void lck_mtx_lock_spin_always(lck_mtx_t *lck) KF(lck_mtx_lock_spin);
void lck_mtx_convert_spin(lck_mtx_t *lck) KF(lck_mtx_convert_spin);
boolean_t lck_mtx_try_lock(lck_mtx_t *lck) KF(lck_mtx_try_lock);
boolean_t lck_mtx_try_lock_spin(lck_mtx_t *lck) KF(lck_mtx_try_lock);
void lck_mtx_unlock(lck_mtx_t *lck) KF(lck_mtx_unlock);
void lck_mtx_assert(lck_mtx_t *lck, unsigned int type) KF(lck_mtx_assert);
wait_result_t lck_mtx_sleep(lck_mtx_t *lck, lck_sleep_action_t action, event_t event,
                            wait_interrupt_t interruptible) KF(lck_mtx_sleep);
wait_result_t lck_mtx_sleep_deadline(lck_mtx_t *lck, lck_sleep_action_t action, event_t event,
                                     wait_interrupt_t interruptible, uint64_t deadline)
  KF(lck_mtx_sleep_deadline);

lck_rw_t *lck_rw_alloc_init(lck_grp_t *group, lck_attr_t *attr) KF(lck_rw_alloc_init);
void lck_rw_free(lck_rw_t *lck, lck_grp_t *group) KF(lck_rw_free);
void lck_rw_init(lck_rw_t *lck, lck_grp_t *group, lck_attr_t *attr) KF(lck_rw_init);
void lck_rw_destroy(lck_rw_t *lck, lck_grp_t *group) KF(lck_rw_destroy);
void lck_rw_lock(lck_rw_t *lck, lck_rw_type_t type) KF(lck_rw_lock);
void lck_rw_unlock(lck_rw_t *lck, lck_rw_type_t type) KF(lck_rw_unlock);
void lck_rw_lock_shared(lck_rw_t *lck) KF(lck_rw_lock_shared);
void lck_rw_unlock_shared(lck_rw_t *lck) KF(lck_rw_unlock_shared);
void lck_rw_lock_exclusive(lck_rw_t *lck) KF(lck_rw_lock_exclusive);
void lck_rw_unlock_exclusive(lck_rw_t *lck) KF(lck_rw_unlock_exclusive);
lck_rw_type_t lck_rw_done(lck_rw_t *lck) KF(lck_rw_done);
boolean_t lck_rw_try_lock(lck_rw_t *lck, lck_rw_type_t type) KF(lck_rw_try_lock);
boolean_t lck_rw_try_lock_shared(lck_rw_t *lck) KF(lck_rw_try_lock_shared);
boolean_t lck_rw_try_lock_exclusive(lck_rw_t *lck) KF(lck_rw_try_lock_exclusive);
boolean_t lck_rw_lock_shared_to_exclusive(lck_rw_t *lck) KF(lck_rw_lock_shared_to_exclusive);
void lck_rw_lock_exclusive_to_shared(lck_rw_t *lck) KF(lck_rw_lock_exclusive_to_shared);
void lck_rw_assert(lck_rw_t *lck, unsigned int type) KF(lck_rw_assert);
wait_result_t lck_rw_sleep(lck_rw_t *lck, lck_sleep_action_t action, event_t event,
                           wait_interrupt_t interruptible) KF(lck_rw_sleep);
wait_result_t lck_rw_sleep_deadline(lck_rw_t *lck, lck_sleep_action_t action, event_t event,
                                    wait_interrupt_t interruptible, uint64_t deadline)
  KF(lck_rw_sleep_deadline);

lck_spin_t *lck_spin_alloc_init(lck_grp_t *group, lck_attr_t *attr) KF(lck_spin_alloc_init);
void lck_spin_free(lck_spin_t *lck, lck_grp_t *group) KF(lck_spin_free);
void lck_spin_init(lck_spin_t *lck, lck_grp_t *group, lck_attr_t *attr) KF(lck_spin_init);
void lck_spin_destroy(lck_spin_t *lck, lck_grp_t *group) KF(lck_spin_destroy);
void lck_spin_lock(lck_spin_t *lck) KF(lck_spin_lock);
void lck_spin_unlock(lck_spin_t *lck) KF(lck_spin_unlock);
boolean_t lck_spin_try_lock(lck_spin_t *lck) KF(lck_spin_try_lock);
void lck_spin_assert(lck_spin_t *lck, unsigned int type) KF(lck_spin_assert);
wait_result_t lck_spin_sleep(lck_spin_t *lck, lck_sleep_action_t action, event_t event,
                             wait_interrupt_t interruptible) KF(lck_spin_sleep);
wait_result_t lck_spin_sleep_deadline(lck_spin_t *lck, lck_sleep_action_t action, event_t event,
                                      wait_interrupt_t interruptible, uint64_t deadline)
  KF(lck_spin_sleep_deadline);

/* Locks and groups declared at file scope (newer sources); zero bits are made ready at first use. */
#define LCK_GRP_DECLARE(name, text) struct _lck_grp_ name = {text, 0, {0}}
#define LCK_MTX_DECLARE(name, group) lck_mtx_t name
#define LCK_MTX_DECLARE_ATTR(name, group, attr) lck_mtx_t name
#define LCK_RW_DECLARE(name, group) lck_rw_t name
#define LCK_SPIN_DECLARE(name, group) lck_spin_t name
#define LCK_ATTR_DECLARE(name, set, clear) struct _lck_attr_ name = {{0}}
#define decl_lck_mtx_data(storage, name) storage lck_mtx_t name;
#define decl_lck_rw_data(storage, name) storage lck_rw_t name;
#define decl_lck_spin_data(storage, name) storage lck_spin_t name;

__END_DECLS

#endif /* _KERN_LOCKS_H_ */

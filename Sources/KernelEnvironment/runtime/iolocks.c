/* SPDX-License-Identifier: Apache-2.0
 *
 * IOKit's locks: allocation under their own names, and the recursive lock.
 */
#include "internal.h"

void *kface_lck_mtx_alloc_init(void *group, void *attributes);
void kface_lck_mtx_free(void *lock, void *group);
void *kface_lck_rw_alloc_init(void *group, void *attributes);
void kface_lck_rw_free(void *lock, void *group);
void *kface_lck_spin_alloc_init(void *group, void *attributes);
void kface_lck_spin_free(void *lock, void *group);
void kface_lck_spin_init(void *lock, void *group, void *attributes);
void kface_lck_mtx_lock(void *lock);
void kface_lck_mtx_unlock(void *lock);
unsigned kface_lck_mtx_try_lock(void *lock);

void *kface_IOLockAlloc(void) { return kface_lck_mtx_alloc_init(NULL, NULL); }
void kface_IOLockFree(void *lock) { kface_lck_mtx_free(lock, NULL); }
void *kface_IOLockGetMachLock(void *lock) { return lock; }
void *kface_IORWLockAlloc(void) { return kface_lck_rw_alloc_init(NULL, NULL); }
void kface_IORWLockFree(void *lock) { kface_lck_rw_free(lock, NULL); }
void *kface_IOSimpleLockAlloc(void) { return kface_lck_spin_alloc_init(NULL, NULL); }
void kface_IOSimpleLockFree(void *lock) { kface_lck_spin_free(lock, NULL); }
void kface_IOSimpleLockInit(void *lock) { kface_lck_spin_init(lock, NULL, NULL); }

struct kface_recursive {
  void *mutex;
  struct kface_thread *owner;
  unsigned depth;
};

static bool mine(const struct kface_recursive *lock) {
  return __atomic_load_n(&lock->owner, __ATOMIC_RELAXED) == kface_self();
}

struct kface_recursive *kface_IORecursiveLockAlloc(void) {
  struct kface_recursive *lock = kface_allocate(sizeof *lock, KFACE_OWN, NULL, "recursive lock",
                                                true, false, 0, KFACE_SITE());
  lock->mutex = kface_lck_mtx_alloc_init(NULL, NULL);
  return lock;
}

void kface_IORecursiveLockFree(struct kface_recursive *lock) {
  if (!lock) return;
  kface_lck_mtx_free(lock->mutex, NULL);
  kface_release(lock, 0, false, KFACE_OWN, NULL, KFACE_SITE());
}

void kface_IORecursiveLockLock(struct kface_recursive *lock) {
  if (!mine(lock)) {
    kface_lck_mtx_lock(lock->mutex);
    __atomic_store_n(&lock->owner, kface_self(), __ATOMIC_RELAXED);
  }
  lock->depth++;
}

unsigned kface_IORecursiveLockTryLock(struct kface_recursive *lock) {
  if (!mine(lock)) {
    if (!kface_lck_mtx_try_lock(lock->mutex)) return 0;
    __atomic_store_n(&lock->owner, kface_self(), __ATOMIC_RELAXED);
  }
  lock->depth++;
  return 1;
}

void kface_IORecursiveLockUnlock(struct kface_recursive *lock) {
  if (!mine(lock)) {
    kface_finding("lock", KFACE_SITE(), "a recursive lock released by a thread without it");
    return;
  }
  if (--lock->depth) return;
  __atomic_store_n(&lock->owner, NULL, __ATOMIC_RELAXED);
  kface_lck_mtx_unlock(lock->mutex);
}

unsigned kface_IORecursiveLockHaveLock(const struct kface_recursive *lock) { return mine(lock); }

static int recursive_sleep(struct kface_recursive *lock, void *event, uint64_t deadline,
                           uint32_t interruptible, void *site) {
  unsigned depth = lock->depth;
  kface_wait_begin(event, interruptible != K_UNINT, deadline);
  lock->depth = 0;
  __atomic_store_n(&lock->owner, NULL, __ATOMIC_RELAXED);
  kface_mutex_release_for_sleep(lock->mutex, site);
  int result = kface_wait_finish();
  kface_mutex_retake_after_sleep(lock->mutex, site);
  __atomic_store_n(&lock->owner, kface_self(), __ATOMIC_RELAXED);
  lock->depth = depth;
  return result;
}

int kface_IORecursiveLockSleep(struct kface_recursive *lock, void *event, uint32_t interruptible) {
  return recursive_sleep(lock, event, KFACE_FOREVER, interruptible, KFACE_SITE());
}
int kface_IORecursiveLockSleepDeadline(struct kface_recursive *lock, void *event,
                                       uint64_t deadline, uint32_t interruptible) {
  return recursive_sleep(lock, event, deadline, interruptible, KFACE_SITE());
}
void kface_IORecursiveLockWakeup(struct kface_recursive *lock, void *event, bool one) {
  (void)lock;
  kface_wake(event, one, K_AWAKENED);
}

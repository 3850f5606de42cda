/* SPDX-License-Identifier: Apache-2.0
 *
 * Mutexes and spin locks. The two words a client embeds hold a pointer and a mark; the lock itself
 * lives outside, so that a lock that was never made ready, or was destroyed, is recognised.
 */
#include "internal.h"

#include <stdlib.h>

enum { MUTEX_MARK = 0x6d757478, SPIN_MARK = 0x7370696e, DEAD_MARK = 0x64656164 };

struct kface_group {
  const char *name;
  unsigned locks;
  unsigned long opaque[4];
};

struct kface_mutex {
  pthread_mutex_t lock;
  struct kface_thread *owner;
  void *site; /* where the owner took it */
  struct kface_group *group;
  struct kface_mutex *older, *newer; /* all locks: one that is never destroyed stays reachable */
};

struct kface_lock_words {
  struct kface_mutex *mutex;
  unsigned long mark;
};

static pthread_mutex_t init_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t list_lock = PTHREAD_MUTEX_INITIALIZER;
static struct kface_mutex *newest;

static void enlist(struct kface_mutex *mutex) {
  pthread_mutex_lock(&list_lock);
  mutex->older = newest;
  if (newest) newest->newer = mutex;
  newest = mutex;
  pthread_mutex_unlock(&list_lock);
}

static void delist(struct kface_mutex *mutex) {
  pthread_mutex_lock(&list_lock);
  if (mutex->older) mutex->older->newer = mutex->newer;
  if (mutex->newer) mutex->newer->older = mutex->older;
  if (newest == mutex) newest = mutex->older;
  pthread_mutex_unlock(&list_lock);
}

void kface_hold(void *lock, const char *kind, void *site) {
  struct kface_thread *self = kface_self();
  unsigned at = self->locks_held++;
  if (at >= 16) return;
  self->held[at] = lock;
  self->held_kind[at] = kind;
  self->held_site[at] = site;
}

void kface_unhold(void *lock) {
  struct kface_thread *self = kface_self();
  unsigned count = self->locks_held < 16 ? self->locks_held : 16;
  for (unsigned i = count; i-- > 0;) {
    if (self->held[i] != lock) continue;
    for (; i + 1 < count; i++) {
      self->held[i] = self->held[i + 1];
      self->held_kind[i] = self->held_kind[i + 1];
      self->held_site[i] = self->held_site[i + 1];
    }
    break;
  }
  if (self->locks_held) self->locks_held--;
}

static void make(struct kface_lock_words *words, struct kface_group *group, unsigned long mark) {
  struct kface_mutex *mutex = calloc(1, sizeof *mutex);
  if (!mutex) kface_panic("no memory for a lock");
  pthread_mutex_init(&mutex->lock, NULL);
  mutex->group = group;
  enlist(mutex);
  if (group) __atomic_add_fetch(&group->locks, 1, __ATOMIC_RELAXED);
  words->mutex = mutex;
  __atomic_store_n(&words->mark, mark, __ATOMIC_RELEASE);
}

/* The lock behind the words. All-zero words are a lock declared at file scope. */
static struct kface_mutex *find(struct kface_lock_words *words, unsigned long mark, void *site) {
  const char *kind = mark == MUTEX_MARK ? "mutex" : "spin lock";
  if (!words) kface_panic("a null %s", kind);
  unsigned long found = __atomic_load_n(&words->mark, __ATOMIC_ACQUIRE);
  if (found == mark) return words->mutex;
  if (found == 0) {
    pthread_mutex_lock(&init_lock);
    if (words->mark == 0) make(words, NULL, mark);
    pthread_mutex_unlock(&init_lock);
    return words->mutex;
  }
  kface_finding("lock", site, found == DEAD_MARK ? "a %s used after it was destroyed"
                                                 : "a %s that was never made ready", kind);
  kface_panic("an unusable %s", kind);
}

static void destroy(struct kface_lock_words *words, unsigned long mark, void *site) {
  struct kface_mutex *mutex = find(words, mark, site);
  if (mutex->owner)
    kface_finding("lock", site, "a lock destroyed while thread %llu holds it",
                  (unsigned long long)mutex->owner->number);
  if (mutex->owner == kface_self()) { /* said once: the account does not list it again */
    kface_unhold(words);
    pthread_mutex_unlock(&mutex->lock);
  }
  if (mutex->group) __atomic_sub_fetch(&mutex->group->locks, 1, __ATOMIC_RELAXED);
  words->mark = DEAD_MARK;
  words->mutex = NULL;
  delist(mutex);
  pthread_mutex_destroy(&mutex->lock);
  free(mutex);
}

static void acquire(struct kface_lock_words *words, unsigned long mark, void *site) {
  struct kface_mutex *mutex = find(words, mark, site);
  struct kface_thread *self = kface_self();
  if (__atomic_load_n(&mutex->owner, __ATOMIC_RELAXED) == self) {
    char where[256];
    kface_site_text(mutex->site, where, sizeof where);
    kface_finding("lock", site, "taken again by its owner, who took it at %s", where);
    kface_panic("a thread waits for a lock it holds");
  }
  if (kface_virtual) {
    while (pthread_mutex_trylock(&mutex->lock) != 0) kface_yield();
  } else {
    pthread_mutex_lock(&mutex->lock);
  }
  __atomic_store_n(&mutex->owner, self, __ATOMIC_RELAXED);
  mutex->site = site;
  kface_hold(words, mark == MUTEX_MARK ? "mutex" : "spin lock", site);
}

static unsigned try_acquire(struct kface_lock_words *words, unsigned long mark, void *site) {
  struct kface_mutex *mutex = find(words, mark, site);
  if (pthread_mutex_trylock(&mutex->lock) != 0) return 0;
  __atomic_store_n(&mutex->owner, kface_self(), __ATOMIC_RELAXED);
  mutex->site = site;
  kface_hold(words, mark == MUTEX_MARK ? "mutex" : "spin lock", site);
  return 1;
}

static void release(struct kface_lock_words *words, unsigned long mark, void *site) {
  struct kface_mutex *mutex = find(words, mark, site);
  struct kface_thread *owner = __atomic_load_n(&mutex->owner, __ATOMIC_RELAXED);
  if (owner != kface_self()) {
    kface_finding("lock", site, owner ? "unlocked by a thread that does not hold it"
                                      : "unlocked although nobody holds it");
    return;
  }
  __atomic_store_n(&mutex->owner, NULL, __ATOMIC_RELAXED);
  kface_unhold(words);
  pthread_mutex_unlock(&mutex->lock);
}

static void check(struct kface_lock_words *words, unsigned long mark, unsigned type, void *site) {
  struct kface_mutex *mutex = find(words, mark, site);
  bool owned = __atomic_load_n(&mutex->owner, __ATOMIC_RELAXED) == kface_self();
  if (type == 1 && !owned) {
    kface_finding("assert", site, "a lock is not held that should be");
    kface_panic("lock not owned");
  }
  if (type == 2 && owned) {
    kface_finding("assert", site, "a lock is held that should not be");
    kface_panic("lock owned");
  }
}

void kface_mutex_release_for_sleep(void *mutex, void *site) { release(mutex, MUTEX_MARK, site); }
void kface_mutex_retake_after_sleep(void *mutex, void *site) { acquire(mutex, MUTEX_MARK, site); }

/* ---- groups and attributes ---- */

static void *small(size_t size, const char *what, void *site) {
  return kface_allocate(size, KFACE_OWN, NULL, what, true, false, 0, site);
}
static void small_free(void *value, void *site) {
  if (value) kface_release(value, 0, false, KFACE_OWN, NULL, site);
}
struct kface_group *kface_lck_grp_alloc_init(const char *name, void *attributes) {
  (void)attributes;
  struct kface_group *group = small(sizeof *group, "lock group", KFACE_SITE());
  group->name = name;
  return group;
}
void kface_lck_grp_free(struct kface_group *group) {
  if (group && group->locks)
    kface_finding("lock", KFACE_SITE(), "group %s freed with %u locks in it", group->name,
                  group->locks);
  small_free(group, KFACE_SITE());
}
void *kface_lck_grp_attr_alloc_init(void) { return small(16, "lock attribute", KFACE_SITE()); }
void kface_lck_grp_attr_free(void *attributes) { small_free(attributes, KFACE_SITE()); }
void kface_lck_grp_attr_setdefault(void *attributes) { (void)attributes; }
void kface_lck_grp_attr_setstat(void *attributes) { (void)attributes; }
void *kface_lck_attr_alloc_init(void) { return small(16, "lock attribute", KFACE_SITE()); }
void kface_lck_attr_free(void *attributes) { small_free(attributes, KFACE_SITE()); }
void kface_lck_attr_setdefault(void *attributes) { (void)attributes; }
void kface_lck_attr_setdebug(void *attributes) { (void)attributes; }
void kface_lck_attr_cleardebug(void *attributes) { (void)attributes; }

/* ---- the two kinds ---- */

#define LOCK_KIND(prefix, mark)                                                              \
  void *prefix##_alloc_init(struct kface_group *group, void *attributes) {                   \
    (void)attributes;                                                                        \
    struct kface_lock_words *words = small(sizeof *words, "lock", KFACE_SITE());             \
    make(words, group, mark);                                                                \
    return words;                                                                            \
  }                                                                                          \
  void prefix##_free(void *lock, void *group) {                                              \
    (void)group;                                                                             \
    if (!lock) return;                                                                       \
    destroy(lock, mark, KFACE_SITE());                                                       \
    small_free(lock, KFACE_SITE());                                                          \
  }                                                                                          \
  void prefix##_init(void *lock, struct kface_group *group, void *attributes) {              \
    (void)attributes;                                                                        \
    make(lock, group, mark);                                                                 \
  }                                                                                          \
  void prefix##_destroy(void *lock, void *group) {                                           \
    (void)group;                                                                             \
    destroy(lock, mark, KFACE_SITE());                                                       \
  }                                                                                          \
  void prefix##_lock(void *lock) { acquire(lock, mark, KFACE_SITE()); }                      \
  void prefix##_unlock(void *lock) { release(lock, mark, KFACE_SITE()); }                    \
  unsigned prefix##_try_lock(void *lock) { return try_acquire(lock, mark, KFACE_SITE()); }   \
  void prefix##_assert(void *lock, unsigned type) { check(lock, mark, type, KFACE_SITE()); }

LOCK_KIND(kface_lck_mtx, MUTEX_MARK)
LOCK_KIND(kface_lck_spin, SPIN_MARK)

void kface_lck_mtx_lock_spin(void *lock) { acquire(lock, MUTEX_MARK, KFACE_SITE()); }
void kface_lck_mtx_convert_spin(void *lock) { check(lock, MUTEX_MARK, 1, KFACE_SITE()); }

static int spin_sleep(void *lock, unsigned action, void *event, int interruptible,
                      uint64_t deadline, void *site) {
  kface_wait_begin(event, interruptible != K_UNINT, deadline ? deadline : KFACE_FOREVER);
  release(lock, SPIN_MARK, site);
  int result = kface_wait_finish();
  if (!(action & 1)) acquire(lock, SPIN_MARK, site);
  return result;
}
int kface_lck_spin_sleep(void *lock, unsigned action, void *event, int interruptible) {
  return spin_sleep(lock, action, event, interruptible, KFACE_FOREVER, KFACE_SITE());
}
int kface_lck_spin_sleep_deadline(void *lock, unsigned action, void *event, int interruptible,
                                  uint64_t deadline) {
  return spin_sleep(lock, action, event, interruptible, deadline, KFACE_SITE());
}

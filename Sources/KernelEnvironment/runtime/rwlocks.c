/* SPDX-License-Identifier: Apache-2.0
 *
 * Read/write locks and IOKit's recursive lock, over a mutex and a condition, so that an upgrade
 * and a release of either kind are possible and checked.
 */
#include "internal.h"

#include <stdlib.h>

enum { RW_MARK = 0x72772020, RW_DEAD = 0x72776465, SHARED = 1, EXCLUSIVE = 2 };

struct kface_rw {
  pthread_mutex_t lock;
  pthread_cond_t changed;
  unsigned readers;
  unsigned waiting_writers;
  struct kface_thread *writer;
  void *order; /* what a sanitizer sees as the lock */
  struct kface_rw *next;
};

struct kface_rw_words {
  struct kface_rw *rw;
  unsigned long mark;
};

static pthread_mutex_t init_lock = PTHREAD_MUTEX_INITIALIZER;
static struct kface_rw *all;

static struct kface_rw *make(struct kface_rw_words *words) {
  struct kface_rw *rw = calloc(1, sizeof *rw);
  if (!rw) kface_panic("no memory for a lock");
  pthread_mutex_init(&rw->lock, NULL);
  pthread_cond_init(&rw->changed, NULL);
  rw->next = all;
  all = rw;
  words->rw = rw;
  __atomic_store_n(&words->mark, RW_MARK, __ATOMIC_RELEASE);
  return rw;
}

static struct kface_rw *find(struct kface_rw_words *words, void *site) {
  if (!words) kface_panic("a null read/write lock");
  unsigned long mark = __atomic_load_n(&words->mark, __ATOMIC_ACQUIRE);
  if (mark == RW_MARK) return words->rw;
  if (mark == 0) {
    pthread_mutex_lock(&init_lock);
    struct kface_rw *rw = words->mark ? words->rw : make(words);
    pthread_mutex_unlock(&init_lock);
    return rw;
  }
  kface_finding("lock", site, mark == RW_DEAD ? "a read/write lock used after it was destroyed"
                                              : "a read/write lock that was never made ready");
  kface_panic("an unusable read/write lock");
}

static void wait_change(struct kface_rw *rw) {
  if (!kface_virtual) {
    pthread_cond_wait(&rw->changed, &rw->lock);
    return;
  }
  pthread_mutex_unlock(&rw->lock);
  kface_yield();
  pthread_mutex_lock(&rw->lock);
}

static bool take(struct kface_rw_words *words, unsigned type, bool wait, void *site) {
  struct kface_rw *rw = find(words, site);
  struct kface_thread *self = kface_self();
  bool taken = true;
  pthread_mutex_lock(&rw->lock);
  if (rw->writer == self) {
    pthread_mutex_unlock(&rw->lock);
    if (!wait) return false;
    kface_finding("lock", site, "a read/write lock taken again by its exclusive owner");
    kface_panic("a thread waits for a lock it holds");
  }
  if (type == SHARED) {
    while (wait && (rw->writer || rw->waiting_writers)) wait_change(rw);
    taken = !rw->writer;
    if (taken) rw->readers++;
  } else {
    rw->waiting_writers++;
    while (wait && (rw->writer || rw->readers)) wait_change(rw);
    rw->waiting_writers--;
    taken = !rw->writer && !rw->readers;
    if (taken) rw->writer = self;
  }
  pthread_mutex_unlock(&rw->lock);
  if (taken) kface_hold(words, "read/write lock", site);
  return taken;
}

/* Releases what is held; answers which kind it was. `expected` 0 means either. */
static unsigned give(struct kface_rw_words *words, unsigned expected, void *site) {
  struct kface_rw *rw = find(words, site);
  unsigned was = 0;
  pthread_mutex_lock(&rw->lock);
  if (rw->writer == kface_self()) {
    was = EXCLUSIVE;
    rw->writer = NULL;
  } else if (rw->readers) {
    was = SHARED;
    rw->readers--;
  }
  pthread_cond_broadcast(&rw->changed);
  pthread_mutex_unlock(&rw->lock);
  if (!was || (expected && was != expected))
    kface_finding("lock", site, was ? "a read/write lock released as the other kind"
                                    : "a read/write lock released that is not held");
  if (was) kface_unhold(words);
  return was;
}

static void finish(struct kface_rw_words *words, void *site) {
  struct kface_rw *rw = find(words, site);
  if (rw->writer || rw->readers)
    kface_finding("lock", site, "a read/write lock destroyed while it is held");
  words->mark = RW_DEAD;
  pthread_mutex_lock(&init_lock);
  struct kface_rw **link = &all;
  while (*link && *link != rw) link = &(*link)->next;
  if (*link) *link = rw->next;
  pthread_mutex_unlock(&init_lock);
  pthread_mutex_destroy(&rw->lock);
  pthread_cond_destroy(&rw->changed);
  free(rw);
}

void kface_lck_rw_init(void *lock, void *group, void *attributes) {
  (void)group, (void)attributes;
  pthread_mutex_lock(&init_lock);
  make(lock);
  pthread_mutex_unlock(&init_lock);
}
void *kface_lck_rw_alloc_init(void *group, void *attributes) {
  void *words = kface_allocate(sizeof(struct kface_rw_words), KFACE_OWN, NULL, "lock", true, false,
                               0, KFACE_SITE());
  kface_lck_rw_init(words, group, attributes);
  return words;
}
void kface_lck_rw_destroy(void *lock, void *group) {
  (void)group;
  finish(lock, KFACE_SITE());
}
void kface_lck_rw_free(void *lock, void *group) {
  (void)group;
  if (!lock) return;
  finish(lock, KFACE_SITE());
  kface_release(lock, 0, false, KFACE_OWN, NULL, KFACE_SITE());
}
void kface_lck_rw_lock(void *lock, unsigned type) { take(lock, type, true, KFACE_SITE()); }
void kface_lck_rw_unlock(void *lock, unsigned type) { give(lock, type, KFACE_SITE()); }
void kface_lck_rw_lock_shared(void *lock) { take(lock, SHARED, true, KFACE_SITE()); }
void kface_lck_rw_unlock_shared(void *lock) { give(lock, SHARED, KFACE_SITE()); }
void kface_lck_rw_lock_exclusive(void *lock) { take(lock, EXCLUSIVE, true, KFACE_SITE()); }
void kface_lck_rw_unlock_exclusive(void *lock) { give(lock, EXCLUSIVE, KFACE_SITE()); }
unsigned kface_lck_rw_done(void *lock) { return give(lock, 0, KFACE_SITE()); }
unsigned kface_lck_rw_try_lock(void *lock, unsigned type) {
  return take(lock, type, false, KFACE_SITE());
}
unsigned kface_lck_rw_try_lock_shared(void *lock) {
  return take(lock, SHARED, false, KFACE_SITE());
}
unsigned kface_lck_rw_try_lock_exclusive(void *lock) {
  return take(lock, EXCLUSIVE, false, KFACE_SITE());
}

/* 0 when another writer was first: the shared hold is then gone, as in the kernel. */
unsigned kface_lck_rw_lock_shared_to_exclusive(void *lock) {
  struct kface_rw *rw = find(lock, KFACE_SITE());
  pthread_mutex_lock(&rw->lock);
  bool upgraded = rw->waiting_writers == 0;
  rw->readers--;
  if (upgraded) {
    rw->waiting_writers++;
    while (rw->writer || rw->readers) wait_change(rw);
    rw->waiting_writers--;
    rw->writer = kface_self();
  } else {
    pthread_cond_broadcast(&rw->changed);
  }
  pthread_mutex_unlock(&rw->lock);
  if (!upgraded) kface_unhold(lock);
  return upgraded;
}

void kface_lck_rw_lock_exclusive_to_shared(void *lock) {
  struct kface_rw *rw = find(lock, KFACE_SITE());
  pthread_mutex_lock(&rw->lock);
  rw->writer = NULL;
  rw->readers++;
  pthread_cond_broadcast(&rw->changed);
  pthread_mutex_unlock(&rw->lock);
}

void kface_lck_rw_assert(void *lock, unsigned type) {
  struct kface_rw *rw = find(lock, KFACE_SITE());
  pthread_mutex_lock(&rw->lock);
  bool mine = rw->writer == kface_self(), shared = rw->readers > 0;
  pthread_mutex_unlock(&rw->lock);
  bool holds = type == 1 ? shared : type == 2 ? mine : type == 3 ? mine || shared : !mine;
  if (holds) return;
  kface_finding("assert", KFACE_SITE(), "a read/write lock is not in the asserted state");
  kface_panic("read/write lock assertion");
}

static int rw_sleep(void *lock, unsigned action, void *event, int interruptible,
                    uint64_t deadline, void *site) {
  kface_wait_begin(event, interruptible != K_UNINT, deadline ? deadline : KFACE_FOREVER);
  unsigned was = give(lock, 0, site);
  int result = kface_wait_finish();
  if (action & 4) was = EXCLUSIVE;
  if (action & 2) was = SHARED;
  if (!(action & 1)) take(lock, was, true, site);
  return result;
}
int kface_lck_rw_sleep(void *lock, unsigned action, void *event, int interruptible) {
  return rw_sleep(lock, action, event, interruptible, KFACE_FOREVER, KFACE_SITE());
}
int kface_lck_rw_sleep_deadline(void *lock, unsigned action, void *event, int interruptible,
                                uint64_t deadline) {
  return rw_sleep(lock, action, event, interruptible, deadline, KFACE_SITE());
}

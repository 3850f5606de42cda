/* SPDX-License-Identifier: Apache-2.0
 *
 * Waiting for a channel, in real time: buckets of waiters, a condition for each thread. Virtual
 * time (virtual.c) replaces the condition and the clock, never the bookkeeping.
 */
#include "internal.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

enum { BUCKETS = 64 };

/* One lock for all buckets: wake-ups are rare beside the work they announce, and a waiter can
   then be interrupted without knowing its bucket. */
static pthread_mutex_t wait_lock = PTHREAD_MUTEX_INITIALIZER;
static struct kface_thread *buckets[BUCKETS];

static unsigned bucket_of(const void *channel) {
  uintptr_t mix = (uintptr_t)channel * 0x9e3779b97f4a7c15ull;
  return (unsigned)(mix >> 58) % BUCKETS;
}

uint64_t kface_uptime(void) {
  if (kface_virtual) return kface_virtual_now();
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000ull + (uint64_t)now.tv_nsec;
}

uint64_t kface_calendar(void) {
  /* A fixed date in virtual time, so that a run is the same tomorrow. */
  if (kface_virtual) return 1400000000ull * 1000000000ull + kface_virtual_now();
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return (uint64_t)now.tv_sec * 1000000000ull + (uint64_t)now.tv_nsec;
}

static void unlink_waiter(struct kface_thread *thread) {
  struct kface_thread **link = &buckets[bucket_of(thread->channel)];
  while (*link && *link != thread) link = &(*link)->chain_next;
  if (*link) *link = thread->chain_next;
  thread->waiting = false;
}

void kface_wait_begin(const void *channel, bool interruptible, uint64_t deadline) {
  struct kface_thread *self = kface_self();
  pthread_mutex_lock(&wait_lock);
  if (self->waiting) unlink_waiter(self);
  self->channel = channel;
  self->interruptible = interruptible;
  self->deadline = deadline;
  self->result = -1;
  self->waiting = true;
  self->prepared = true;
  /* At the tail, so that wakeup_one serves in order. */
  struct kface_thread **link = &buckets[bucket_of(channel)];
  while (*link) link = &(*link)->chain_next;
  self->chain_next = NULL;
  *link = self;
  if (self->terminate || (interruptible && self->abort)) {
    unlink_waiter(self);
    self->result = K_INTERRUPTED;
  }
  pthread_mutex_unlock(&wait_lock);
}

static int wait_real(struct kface_thread *self) {
  pthread_mutex_lock(&wait_lock);
  while (self->waiting) {
    if (self->deadline == KFACE_FOREVER) {
      pthread_cond_wait(&self->wake, &wait_lock);
      continue;
    }
    struct timespec until = {.tv_sec = (time_t)(self->deadline / 1000000000ull),
                             .tv_nsec = (long)(self->deadline % 1000000000ull)};
    if (pthread_cond_timedwait(&self->wake, &wait_lock, &until) == ETIMEDOUT && self->waiting) {
      unlink_waiter(self);
      self->result = K_TIMED_OUT;
    }
  }
  int result = self->result;
  pthread_mutex_unlock(&wait_lock);
  return result;
}

int kface_wait_finish(void) {
  struct kface_thread *self = kface_self();
  self->prepared = false;
  int result = kface_virtual ? kface_virtual_wait(self) : wait_real(self);
  if (self->terminate) kface_thread_end();
  if (result == K_INTERRUPTED) self->abort = false;
  return result;
}

void kface_wait_cancel(void) {
  struct kface_thread *self = kface_self();
  pthread_mutex_lock(&wait_lock);
  if (self->waiting) unlink_waiter(self);
  self->prepared = false;
  pthread_mutex_unlock(&wait_lock);
}

static void deliver(struct kface_thread *thread, int result) {
  unlink_waiter(thread);
  thread->result = result;
  if (kface_virtual)
    kface_virtual_ready(thread);
  else
    pthread_cond_signal(&thread->wake);
}

unsigned kface_wake(const void *channel, bool one, int result) {
  unsigned woken = 0;
  pthread_mutex_lock(&wait_lock);
  struct kface_thread *at = buckets[bucket_of(channel)];
  while (at) {
    struct kface_thread *next = at->chain_next;
    if (at->channel == channel) {
      deliver(at, result);
      woken++;
      if (one) break;
    }
    at = next;
  }
  pthread_mutex_unlock(&wait_lock);
  return woken;
}

void kface_interrupt(struct kface_thread *thread) {
  pthread_mutex_lock(&wait_lock);
  thread->abort = true;
  if (thread->waiting && (thread->interruptible || thread->terminate))
    deliver(thread, K_INTERRUPTED);
  pthread_mutex_unlock(&wait_lock);
}

void kface_wait_expire(struct kface_thread *thread) {
  pthread_mutex_lock(&wait_lock);
  if (thread->waiting) deliver(thread, K_TIMED_OUT);
  pthread_mutex_unlock(&wait_lock);
}

void kface_pause(uint64_t nanoseconds) {
  static char nobody;
  kface_wait_begin(&nobody, false, kface_uptime() + nanoseconds);
  (void)kface_wait_finish();
}

void kface_yield(void) {
  if (kface_virtual)
    kface_virtual_yield();
  else
    sched_yield();
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Virtual time: threads run one at a time, in a fixed order, and the clock moves only when all of
 * them wait. The same input gives the same run, and a time-out of an hour costs nothing.
 *
 * A thread owns the processor while it holds the baton. It gives it away in a wait, or when it
 * cannot take a lock. When nobody can run, the network's thread is given the next event (the peer's
 * bytes, and the upcalls they cause, one after the other); when there is none, the clock jumps to
 * the earliest deadline; when there is no deadline either, the client hangs.
 */
#include "internal.h"

#include <stdlib.h>

bool kface_virtual;
static pthread_mutex_t baton = PTHREAD_MUTEX_INITIALIZER;
static struct kface_thread *running;
static struct kface_thread *ready_first, *ready_last;
static uint64_t now_ns;
static bool (*pump_event)(void);
static struct kface_thread *network;
static bool network_idle, network_exhausted, network_stop;
static pthread_cond_t network_started = PTHREAD_COND_INITIALIZER;
static pthread_t network_handle;

void kface_wait_expire(struct kface_thread *thread);

uint64_t kface_virtual_now(void) {
  /* Looking at the clock takes a moment, or a loop that polls it would never end. */
  return __atomic_add_fetch(&now_ns, 1000, __ATOMIC_RELAXED);
}

static void push_ready(struct kface_thread *thread) {
  thread->run = KFACE_READY;
  thread->ready_next = NULL;
  if (ready_last)
    ready_last->ready_next = thread;
  else
    ready_first = thread;
  ready_last = thread;
}

static struct kface_thread *pop_ready(void) {
  struct kface_thread *thread = ready_first;
  if (!thread) return NULL;
  ready_first = thread->ready_next;
  if (!ready_first) ready_last = NULL;
  return thread;
}

static struct kface_thread *earliest_waiter(void) {
  struct kface_thread *best = NULL;
  pthread_mutex_lock(&kface_threads_lock);
  for (struct kface_thread *t = kface_threads; t; t = t->next) {
    if (t->run != KFACE_WAITING || !t->waiting || t->deadline == KFACE_FOREVER) continue;
    if (!best || t->deadline < best->deadline ||
        (t->deadline == best->deadline && t->number < best->number))
      best = t;
  }
  pthread_mutex_unlock(&kface_threads_lock);
  return best;
}

/* Somebody must become ready. Called with the baton's mutex, by the thread that waited last. */
static void make_progress(void) {
  while (!ready_first) {
    if (network && network_idle && !network_exhausted) {
      network_idle = false;
      push_ready(network);
      return;
    }
    struct kface_thread *next = earliest_waiter();
    if (!next) {
      kface_finding("hang", running ? running->site : NULL,
                    "every thread waits, nothing will happen any more");
      abort();
    }
    if (next->deadline > now_ns) now_ns = next->deadline;
    pthread_mutex_unlock(&baton);
    kface_wait_expire(next);
    pthread_mutex_lock(&baton);
  }
}

/* Hands the baton to the next ready thread; `self` waits until it comes back, unless it ended. */
static void pass_baton(struct kface_thread *self, bool coming_back) {
  make_progress();
  struct kface_thread *next = pop_ready();
  next->run = KFACE_RUNNING;
  running = next;
  if (next != network) network_exhausted = false;
  if (next == self) return;
  pthread_cond_signal(&next->baton);
  while (coming_back && running != self) pthread_cond_wait(&self->baton, &baton);
}

static void *network_main(void *argument) {
  struct kface_thread *self = kface_self();
  (void)argument;
  self->name = "network";
  pthread_mutex_lock(&baton);
  network = self;
  network_idle = true;
  self->run = KFACE_WAITING;
  pthread_cond_signal(&network_started);
  while (running != self) pthread_cond_wait(&self->baton, &baton);
  while (!network_stop) {
    pthread_mutex_unlock(&baton);
    bool brought = pump_event && pump_event();
    pthread_mutex_lock(&baton);
    network_exhausted = !brought;
    network_idle = true;
    self->run = KFACE_WAITING;
    pass_baton(self, true);
  }
  network = NULL;
  self->run = KFACE_ENDED;
  pass_baton(self, false);
  pthread_mutex_unlock(&baton);
  return NULL;
}

void kface_virtual_start(bool (*pump)(void)) {
  struct kface_thread *self = kface_self();
  pthread_mutex_lock(&baton);
  kface_virtual = true;
  pump_event = pump;
  now_ns = 1000000000ull;
  ready_first = ready_last = NULL;
  network_exhausted = network_stop = false;
  self->run = KFACE_RUNNING;
  running = self;
  if (pthread_create(&network_handle, NULL, network_main, NULL) != 0) abort();
  while (!network) pthread_cond_wait(&network_started, &baton);
  pthread_mutex_unlock(&baton);
}

void kface_virtual_stop(void) {
  struct kface_thread *self = kface_self();
  pthread_mutex_lock(&baton);
  network_stop = true;
  while (network) {
    if (network_idle) {
      network_idle = false;
      push_ready(network);
    } else if (network->waiting) { /* in a pause of the script, which nobody waits for any more */
      pthread_mutex_unlock(&baton);
      kface_wait_expire(network);
      pthread_mutex_lock(&baton);
    }
    push_ready(self);
    pass_baton(self, true);
  }
  pthread_mutex_unlock(&baton);
  pthread_join(network_handle, NULL);
  kface_virtual = false;
}

void kface_virtual_enter(struct kface_thread *thread) {
  pthread_mutex_lock(&baton);
  while (running != thread) pthread_cond_wait(&thread->baton, &baton);
  pthread_mutex_unlock(&baton);
}

void kface_virtual_leave(void) {
  struct kface_thread *self = kface_self();
  pthread_mutex_lock(&baton);
  self->run = KFACE_ENDED;
  pass_baton(self, false);
  pthread_mutex_unlock(&baton);
}

void kface_virtual_ready(struct kface_thread *thread) {
  pthread_mutex_lock(&baton);
  if (thread->run == KFACE_WAITING || thread->run == KFACE_ENDED) push_ready(thread);
  pthread_mutex_unlock(&baton);
}

int kface_virtual_wait(struct kface_thread *self) {
  pthread_mutex_lock(&baton);
  if (self->waiting) {
    self->run = KFACE_WAITING;
    pass_baton(self, true);
  }
  pthread_mutex_unlock(&baton);
  return self->result;
}

void kface_virtual_yield(void) {
  struct kface_thread *self = kface_self();
  pthread_mutex_lock(&baton);
  push_ready(self);
  pass_baton(self, true);
  pthread_mutex_unlock(&baton);
}

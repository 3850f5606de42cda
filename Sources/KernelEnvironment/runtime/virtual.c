/* SPDX-License-Identifier: Apache-2.0
 *
 * Virtual time: all kernel threads are fibers of one thread, run in a fixed order, and the clock
 * moves only when all of them wait. The same input gives the same run, and a time-out of an hour
 * costs nothing.
 *
 * A fiber gives the processor away in a wait, or when it cannot take a lock. When nobody can run,
 * the network's fiber is given the next event (the peer's bytes, and the upcalls they cause, one
 * after the other); when there is none, the clock jumps to the earliest deadline; when there is no
 * deadline either, the client hangs.
 */
#include "fiber.h"
#include "internal.h"

#include <stdlib.h>

bool kface_virtual;
static struct kface_thread *running;
static struct kface_thread *ready_first, *ready_last;
static uint64_t now_ns;
static bool (*pump_event)(void);
static struct kface_thread *network;
static bool network_idle, network_exhausted, network_stop;

uint64_t kface_virtual_now(void) {
  /* Looking at the clock takes a moment, or a loop that polls it would never end. */
  return now_ns += 1000;
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

/* Somebody must become ready. */
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
    kface_wait_expire(next);
  }
}

static struct kface_thread *choose(void) {
  make_progress();
  struct kface_thread *next = pop_ready();
  next->run = KFACE_RUNNING;
  running = next;
  if (next != network) network_exhausted = false;
  return next;
}

/* Lets the next ready thread run; returns when it is the caller's turn again. */
static void give_away(struct kface_thread *self) {
  struct kface_thread *next = choose();
  if (next == self) return;
  kface_thread_switched(next);
  kface_fiber_switch(next->fiber);
}

void kface_virtual_leave(void) {
  struct kface_thread *self = kface_self();
  self->run = KFACE_ENDED;
  running = NULL;
  kface_thread_gone(self);
  struct kface_thread *next = choose();
  kface_thread_switched(next);
  kface_fiber_finish(next->fiber);
}

void kface_virtual_spawn(struct kface_thread *thread, void (*entry)(void *)) {
  thread->fiber = kface_fiber_make(entry, thread);
  push_ready(thread);
}

static void network_main(void *argument) {
  struct kface_thread *self = argument;
  while (!network_stop) {
    network_exhausted = !(pump_event && pump_event());
    network_idle = true;
    self->run = KFACE_WAITING;
    give_away(self);
  }
  network = NULL;
  kface_virtual_leave();
}

void kface_virtual_start(bool (*pump)(void)) {
  struct kface_thread *self = kface_self();
  kface_virtual = true;
  pump_event = pump;
  now_ns = 1000000000ull;
  ready_first = ready_last = NULL;
  network_exhausted = network_stop = false;
  self->fiber = kface_fiber_adopt();
  self->run = KFACE_RUNNING;
  running = self;
  network = kface_thread_record("network");
  network->fiber = kface_fiber_make(network_main, network);
  network->run = KFACE_WAITING;
  network_idle = true;
}

void kface_virtual_stop(void) {
  struct kface_thread *self = kface_self();
  network_stop = true;
  while (network) {
    if (network_idle) {
      network_idle = false;
      push_ready(network);
    } else if (network->waiting) { /* in a pause of the script, which nobody waits for any more */
      kface_wait_expire(network);
    }
    kface_virtual_yield();
  }
  self->fiber = NULL;
  kface_virtual = false;
}

void kface_virtual_ready(struct kface_thread *thread) {
  if (thread->run == KFACE_WAITING) push_ready(thread);
}

int kface_virtual_wait(struct kface_thread *self) {
  if (self->waiting) {
    self->run = KFACE_WAITING;
    give_away(self);
  }
  return self->result;
}

void kface_virtual_yield(void) {
  struct kface_thread *self = kface_self();
  push_ready(self);
  give_away(self);
}

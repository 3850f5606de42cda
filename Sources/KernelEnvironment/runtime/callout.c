/* SPDX-License-Identifier: Apache-2.0
 *
 * Callouts: thread_call, timeout and bsd_timeout. One thread runs them in the order of their
 * deadlines; it is started by the first and does not count as the client's.
 */
#include "internal.h"

#include <stdlib.h>
#include <time.h>

typedef void (*call_function)(void *, void *);

struct kface_call {
  struct kface_call *next; /* the queue, by deadline */
  struct kface_call *all;
  call_function function;
  void *param0, *param1;
  uint64_t deadline;
  void *site;
  bool queued, running, once, freed;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct kface_call *queue;
static bool worker_started;
static char worker_channel;

static void worker_loop(void) {
  pthread_mutex_lock(&lock);
  for (;;) {
    struct kface_call *call = queue;
    if (!call || call->deadline > kface_uptime()) {
      uint64_t deadline = call ? call->deadline : KFACE_FOREVER;
      kface_wait_begin(&worker_channel, false, deadline);
      pthread_mutex_unlock(&lock);
      (void)kface_wait_finish();
      pthread_mutex_lock(&lock);
      continue;
    }
    queue = call->next;
    call->queued = false;
    call->running = true;
    bool once = call->once;
    pthread_mutex_unlock(&lock);
    kface_acquire(call);
    call->function(call->param0, call->param1);
    pthread_mutex_lock(&lock);
    call->running = false;
    if (once || (call->freed && !call->queued)) free(call);
    kface_wake(call, false, K_AWAKENED);
  }
}

/* The thread is known to the environment, and adopted: the account leaves it out. */
static void *worker_main(void *unused) {
  (void)unused;
  kface_self()->name = "callouts";
  worker_loop();
  return NULL;
}
static void worker_fiber(void *unused) {
  (void)unused;
  worker_loop();
}

static void start_worker(void) {
  if (worker_started) return;
  worker_started = true;
  if (kface_virtual) {
    kface_virtual_spawn(kface_thread_record("callouts"), worker_fiber);
    return;
  }
  pthread_t handle;
  if (pthread_create(&handle, NULL, worker_main, NULL) != 0)
    kface_panic("the host gave no thread for callouts");
  pthread_detach(handle);
}

static bool dequeue(struct kface_call *call) {
  struct kface_call **link = &queue;
  while (*link && *link != call) link = &(*link)->next;
  if (!*link) return false;
  *link = call->next;
  call->queued = false;
  return true;
}

/* With the lock. Answers whether the call was in the queue already. */
static bool enqueue(struct kface_call *call, uint64_t deadline) {
  bool was = dequeue(call);
  call->deadline = deadline;
  struct kface_call **link = &queue;
  while (*link && (*link)->deadline <= deadline) link = &(*link)->next;
  call->next = *link;
  *link = call;
  call->queued = true;
  kface_publish(call);
  start_worker();
  kface_wake(&worker_channel, false, K_AWAKENED);
  return was;
}

struct kface_call *kface_thread_call_allocate(call_function function, void *param0) {
  struct kface_call *call = calloc(1, sizeof *call);
  if (!call) return NULL;
  call->function = function;
  call->param0 = param0;
  call->site = KFACE_SITE();
  return call;
}

static unsigned enter(struct kface_call *call, void *param1, uint64_t deadline) {
  pthread_mutex_lock(&lock);
  call->param1 = param1;
  bool was = enqueue(call, deadline);
  pthread_mutex_unlock(&lock);
  return was;
}

unsigned kface_thread_call_enter(struct kface_call *call) { return enter(call, NULL, 0); }
unsigned kface_thread_call_enter1(struct kface_call *call, void *param1) {
  return enter(call, param1, 0);
}
unsigned kface_thread_call_enter_delayed(struct kface_call *call, uint64_t deadline) {
  return enter(call, NULL, deadline);
}
unsigned kface_thread_call_enter1_delayed(struct kface_call *call, void *param1,
                                          uint64_t deadline) {
  return enter(call, param1, deadline);
}

unsigned kface_thread_call_cancel(struct kface_call *call) {
  pthread_mutex_lock(&lock);
  bool was = dequeue(call);
  pthread_mutex_unlock(&lock);
  return was;
}

unsigned kface_thread_call_cancel_wait(struct kface_call *call) {
  pthread_mutex_lock(&lock);
  bool was = dequeue(call);
  while (call->running) {
    kface_wait_begin(call, false, KFACE_FOREVER);
    pthread_mutex_unlock(&lock);
    (void)kface_wait_finish();
    pthread_mutex_lock(&lock);
  }
  pthread_mutex_unlock(&lock);
  kface_acquire(call);
  return was;
}

/* 0 when the call is in the queue: it must be cancelled first. */
unsigned kface_thread_call_free(struct kface_call *call) {
  pthread_mutex_lock(&lock);
  if (call->queued) {
    pthread_mutex_unlock(&lock);
    return 0;
  }
  bool running = call->running;
  call->freed = true;
  pthread_mutex_unlock(&lock);
  if (!running) free(call);
  return 1;
}

unsigned kface_thread_call_isactive(struct kface_call *call) {
  pthread_mutex_lock(&lock);
  bool active = call->queued || call->running;
  pthread_mutex_unlock(&lock);
  return active;
}

unsigned kface_callouts_drop(void) {
  unsigned dropped = 0;
  pthread_mutex_lock(&lock);
  while (queue) {
    struct kface_call *call = queue;
    dequeue(call);
    if (call->once) free(call);
    dropped++;
  }
  pthread_mutex_unlock(&lock);
  return dropped;
}

/* ---- calls without a handle ---- */

static void once(call_function function, void *param0, uint64_t deadline, void *site) {
  struct kface_call *call = calloc(1, sizeof *call);
  if (!call) kface_panic("no memory for a callout");
  call->function = function;
  call->param0 = param0;
  call->site = site;
  call->once = true;
  pthread_mutex_lock(&lock);
  enqueue(call, deadline);
  pthread_mutex_unlock(&lock);
}

static bool cancel_once(call_function function, void *param0) {
  pthread_mutex_lock(&lock);
  struct kface_call *call = queue;
  while (call && !(call->once && call->function == function && call->param0 == param0))
    call = call->next;
  if (call) dequeue(call);
  pthread_mutex_unlock(&lock);
  free(call);
  return call != NULL;
}

void kface_thread_call_func_delayed(call_function function, void *param, uint64_t deadline) {
  once(function, param, deadline, KFACE_SITE());
}
unsigned kface_thread_call_func_cancel(call_function function, void *param, unsigned all) {
  unsigned cancelled = cancel_once(function, param);
  while (all && cancel_once(function, param)) {}
  return cancelled;
}

void kface_timeout(void (*function)(void *), void *argument, int ticks) {
  uint64_t after = ticks > 0 ? (uint64_t)ticks * KFACE_NS_PER_TICK : 0;
  once((call_function)(void *)function, argument, kface_uptime() + after, KFACE_SITE());
}
void kface_untimeout(void (*function)(void *), void *argument) {
  cancel_once((call_function)(void *)function, argument);
}
void kface_bsd_timeout(void (*function)(void *), void *argument, const struct timespec *after) {
  uint64_t interval = 0;
  if (after) interval = (uint64_t)after->tv_sec * 1000000000ull + (uint64_t)after->tv_nsec;
  once((call_function)(void *)function, argument, kface_uptime() + interval, KFACE_SITE());
}
void kface_bsd_untimeout(void (*function)(void *), void *argument) {
  cancel_once((call_function)(void *)function, argument);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Kernel threads. Every thread that calls the environment has a record; those the environment did
 * not start are adopted at their first call.
 */
#include "internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

pthread_mutex_t kface_threads_lock = PTHREAD_MUTEX_INITIALIZER;
struct kface_thread *kface_threads;
static uint64_t last_number;
static __thread struct kface_thread *self_thread;
static pthread_key_t exit_key;
static pthread_once_t exit_once = PTHREAD_ONCE_INIT;

static void release_record(struct kface_thread *thread) {
  struct kface_thread **link;
  pthread_mutex_lock(&kface_threads_lock);
  bool last = --thread->references == 0;
  if (last) {
    for (link = &kface_threads; *link && *link != thread; link = &(*link)->next) {}
    if (*link) *link = thread->next;
  }
  pthread_mutex_unlock(&kface_threads_lock);
  if (!last) return;
  pthread_cond_destroy(&thread->wake);
  free(thread);
}

/* At the end of a thread, however it ends. */
void kface_thread_gone(struct kface_thread *thread) {
  if (thread->locks_held)
    kface_finding("lock", thread->held_site[0], "thread %llu ended holding a %s",
                  (unsigned long long)thread->number, thread->held_kind[0]);
  pthread_mutex_lock(&kface_threads_lock);
  thread->ended = true;
  pthread_mutex_unlock(&kface_threads_lock);
  kface_publish(thread);
  self_thread = NULL;
  release_record(thread);
}

static void host_thread_gone(void *value) { kface_thread_gone(value); }
static void make_key(void) { pthread_key_create(&exit_key, host_thread_gone); }

static struct kface_thread *make_record(void *site) {
  struct kface_thread *thread = calloc(1, sizeof *thread);
  if (!thread) kface_panic("no memory for a thread record");
  pthread_condattr_t attributes;
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_cond_init(&thread->wake, &attributes);
  pthread_condattr_destroy(&attributes);
  thread->references = 1;
  thread->site = site;
  thread->deadline = KFACE_FOREVER;
  pthread_mutex_lock(&kface_threads_lock);
  thread->number = ++last_number;
  thread->next = kface_threads;
  kface_threads = thread;
  pthread_mutex_unlock(&kface_threads_lock);
  return thread;
}

static void become(struct kface_thread *thread) {
  pthread_once(&exit_once, make_key);
  self_thread = thread;
  thread->handle = pthread_self();
  pthread_setspecific(exit_key, thread);
}

struct kface_thread *kface_thread_record(const char *name) {
  struct kface_thread *thread = make_record(NULL);
  thread->adopted = true;
  thread->name = name;
  return thread;
}

/* In virtual time another kernel thread goes on, on the same thread of the host. */
void kface_thread_switched(struct kface_thread *to) { self_thread = to; }

struct kface_thread *kface_self_if_known(void) { return self_thread; }

struct kface_thread *kface_self(void) {
  if (!self_thread) {
    struct kface_thread *thread = make_record(NULL);
    thread->adopted = true;
    become(thread);
  }
  return self_thread;
}

static void *thread_main(void *value) {
  struct kface_thread *thread = value;
  become(thread);
  kface_acquire(thread);
  if (!thread->terminate) thread->continuation(thread->parameter, K_AWAKENED);
  return NULL;
}

static void fiber_main(void *value) {
  struct kface_thread *thread = value;
  if (!thread->terminate) thread->continuation(thread->parameter, K_AWAKENED);
  kface_virtual_leave();
}

static int start(void (*continuation)(void *, int), void *parameter, void **new_thread,
                 void *site) {
  struct kface_thread *thread = make_record(site);
  thread->continuation = continuation;
  thread->parameter = parameter;
  thread->references = 2; /* its own, and the caller's */
  kface_publish(thread);
  /* The caller may give its reference back as soon as the thread runs: store first. */
  if (new_thread) *new_thread = thread;
  if (kface_virtual) {
    kface_virtual_spawn(thread, fiber_main);
    return 0;
  }
  pthread_t handle;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  int failed = pthread_create(&handle, &attributes, thread_main, thread);
  pthread_attr_destroy(&attributes);
  if (failed) kface_panic("the host gave no thread: %s", strerror(failed));
  return 0;
}

int kface_kernel_thread_start(void (*continuation)(void *, int), void *parameter,
                              void **new_thread) {
  return start(continuation, parameter, new_thread, KFACE_SITE());
}

int kface_kernel_thread_start_priority(void (*continuation)(void *, int), void *parameter,
                                       int priority, void **new_thread) {
  (void)priority;
  return start(continuation, parameter, new_thread, KFACE_SITE());
}

void *kface_kernel_thread(void *task, void (*function)(void)) {
  (void)task;
  void *thread = NULL;
  start((void (*)(void *, int))(void *)function, NULL, &thread, KFACE_SITE());
  release_record(thread);
  return thread;
}

void *kface_IOCreateThread(void (*function)(void *), void *argument) {
  void *thread = NULL;
  start((void (*)(void *, int))(void *)function, argument, &thread, KFACE_SITE());
  release_record(thread);
  return thread;
}

__attribute__((noreturn)) void kface_thread_end(void) {
  if (kface_virtual) kface_virtual_leave();
  pthread_exit(NULL);
}

__attribute__((noreturn)) void kface_IOExitThread(void) { kface_thread_end(); }
__attribute__((noreturn)) void kface_thread_exception_return(void) { kface_thread_end(); }

void *kface_current_thread(void) { return kface_self(); }

void kface_thread_reference(void *value) {
  struct kface_thread *thread = value;
  if (!thread) return;
  pthread_mutex_lock(&kface_threads_lock);
  thread->references++;
  pthread_mutex_unlock(&kface_threads_lock);
}

void kface_thread_deallocate(void *value) {
  if (value) release_record(value);
}

/* On oneself it does not return; another thread ends in its present or next wait. */
int kface_thread_terminate(void *value) {
  struct kface_thread *thread = value;
  if (!thread) return 4;
  if (thread == self_thread) kface_thread_end();
  thread->terminate = true;
  kface_interrupt(thread);
  return 0;
}

int kface_thread_abort(void *value) {
  if (!value) return 4;
  kface_interrupt(value);
  return 0;
}

uint64_t kface_thread_tid(void *value) { return value ? ((struct kface_thread *)value)->number : 0; }

void kface_thread_set_thread_name(void *value, const char *name) {
  struct kface_thread *thread = value;
  if (!thread || !name) return;
  thread->name = name;
  if (thread == self_thread && !kface_virtual) {
    char shortened[16];
    snprintf(shortened, sizeof shortened, "%s", name);
    pthread_setname_np(pthread_self(), shortened);
  }
}

int kface_thread_policy_set(void *thread, unsigned flavor, void *info, unsigned count) {
  (void)flavor, (void)info, (void)count;
  return thread ? 0 : 4;
}

static int the_task;
void *kface_kernel_task = &the_task;
void *kface_current_task(void) { return kface_kernel_task; }

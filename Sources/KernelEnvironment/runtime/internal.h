/* SPDX-License-Identifier: Apache-2.0
 *
 * What the parts of the run time share. Names that a client reaches begin with kface_; the rest
 * of a name is the kernel's.
 */
#ifndef KFACE_INTERNAL_H
#define KFACE_INTERNAL_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <kernel_face.h>
#include <sys/kpi_checked.h>

#pragma GCC visibility push(default)

/* Darwin's error numbers, as far as the run time produces them. */
enum {
  D_EPERM = 1, D_ENOENT = 2, D_EINTR = 4, D_ENXIO = 6, D_E2BIG = 7, D_ENOMEM = 12, D_EACCES = 13,
  D_EFAULT = 14, D_EEXIST = 17, D_ENODEV = 19, D_EINVAL = 22, D_ENOTTY = 25, D_EDOM = 33,
  D_EWOULDBLOCK = 35, D_EINPROGRESS = 36, D_EALREADY = 37, D_EDESTADDRREQ = 39, D_EMSGSIZE = 40,
  D_ENOPROTOOPT = 42, D_ENOTSUP = 45, D_EAFNOSUPPORT = 47, D_ECONNRESET = 54, D_ENOBUFS = 55,
  D_EISCONN = 56, D_ENOTCONN = 57, D_EPROTONOSUPPORT = 43, D_ETIMEDOUT = 60, D_ECONNREFUSED = 61, D_ENAMETOOLONG = 63,
  D_ENOSYS = 78, D_EPIPE = 32, D_EOPNOTSUPP = 102, D_ERESTART = -1, D_EJUSTRETURN = -2
};

/* Sleep flags and wait results, Darwin's numbers. */
enum { K_PCATCH = 0x100, K_PDROP = 0x400, K_PRIMASK = 0xff };
enum { K_AWAKENED = 0, K_TIMED_OUT = 1, K_INTERRUPTED = 2, K_RESTART = 3 };
enum { K_UNINT = 0, K_INTERRUPTIBLE = 1, K_ABORTSAFE = 2 };

#define KFACE_SITE() __builtin_return_address(0)
#define KFACE_FOREVER UINT64_MAX
#define KFACE_HZ 100
#define KFACE_NS_PER_TICK (1000000000ull / KFACE_HZ)

/* ---- settings (settings.c): the environment variables of `kernel-client run` ---- */
struct kface_settings {
  bool checked;           /* findings are reported, and make the exit status 3 */
  bool abort_on_finding;  /* a finding aborts at once: fuzzing, debuggers */
  bool strict_close;      /* close while an upcall may run, without SO_UPCALLCLOSEWAIT */
  bool strict_length;     /* a receive length that was not reset between two calls */
  bool strict_size;       /* freeing with another size, family, type or tag */
  bool quiet;             /* messages of the client are not printed */
  uint64_t seed;
};
extern struct kface_settings kface_settings;
void kface_settings_load(void);

/* ---- findings and the account (report.c) ---- */
__attribute__((format(printf, 3, 4)))
void kface_finding(const char *kind, void *site, const char *format, ...);
void kface_site_text(void *site, char *text, size_t room);
unsigned kface_findings(void);

/* ---- call sites for checked mode below (sites.c) ---- */
struct kface_site {
  char file[96];
  int line;
};
const struct kface_site *kface_site_known(void *address);
/* Tells the socket library where the client called from. It looks for the frame that told it, so this
   stays a macro in the function that makes the call. */
#define KFACE_NOTE(address)                                            \
  do {                                                                 \
    const struct kface_site *site_ = kface_site_known(address);        \
    if (site_) kpi_call_site(site_->file, site_->line);                \
  } while (0)
/* Prints the account; answers how many lines of it are leaks. */
unsigned kface_account(void);
void kface_line(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* ---- one waiter (wait.c), in real or in virtual time ---- */
struct kface_thread;
struct kface_thread *kface_self(void);
struct kface_thread *kface_self_if_known(void);
/* Announces a wait for `channel`; a wake-up from now on is not lost. */
void kface_wait_begin(const void *channel, bool interruptible, uint64_t deadline);
/* Waits, and answers K_AWAKENED, K_TIMED_OUT or K_INTERRUPTED. */
int kface_wait_finish(void);
void kface_wait_cancel(void);
unsigned kface_wake(const void *channel, bool one, int result);
void kface_interrupt(struct kface_thread *thread);
/* For virtual time, which decides by itself when a deadline has come. */
void kface_wait_expire(struct kface_thread *thread);
uint64_t kface_uptime(void);   /* ns; virtual when virtual time is on */
uint64_t kface_calendar(void); /* ns since 1970 */
void kface_pause(uint64_t nanoseconds);
/* Gives the processor away in virtual time, so that a lock's owner can run. */
void kface_yield(void);

/* ---- virtual time (virtual.c) ---- */
extern bool kface_virtual;
void kface_virtual_start(bool (*pump)(void));
void kface_virtual_stop(void);
/* Makes a thread a fiber that is ready to run `entry` with its record. */
void kface_virtual_spawn(struct kface_thread *thread, void (*entry)(void *));
__attribute__((noreturn)) void kface_virtual_leave(void);
int kface_virtual_wait(struct kface_thread *thread);
void kface_virtual_ready(struct kface_thread *thread);
void kface_virtual_yield(void);
uint64_t kface_virtual_now(void);

enum kface_run { KFACE_RUNNING, KFACE_READY, KFACE_WAITING, KFACE_ENDED };
struct kface_thread {
  struct kface_thread *next;        /* all threads */
  struct kface_thread *ready_next;  /* the ready queue of virtual time */
  struct kface_thread *chain_next;  /* waiters of one bucket */
  pthread_t handle;
  unsigned references;
  uint64_t number;
  const char *name;
  void *site;
  bool adopted;      /* not made by kernel_thread_start */
  bool ended;
  bool abort;        /* the next interruptible wait ends at once */
  bool terminate;    /* the next wait ends the thread */
  bool waiting;
  bool interruptible;
  bool prepared;     /* kface_wait_begin was called */
  const void *channel;
  uint64_t deadline;
  int result;
  pthread_cond_t wake;
  enum kface_run run;
  struct kface_fiber *fiber; /* in virtual time */
  void (*continuation)(void *, int);
  void *parameter;
  unsigned locks_held;
  void *held[16];
  void *held_site[16];
  const char *held_kind[16];
  void *upcall_socket; /* the socket whose upcall this thread is in */
};
extern pthread_mutex_t kface_threads_lock;
extern struct kface_thread *kface_threads;
void kface_thread_end(void) __attribute__((noreturn));
/* A thread of the environment's own, which the account leaves out; virtual time runs it. */
struct kface_thread *kface_thread_record(const char *name);
void kface_thread_switched(struct kface_thread *to);
void kface_thread_gone(struct kface_thread *thread);

/* ---- callouts (callout.c) ---- */
/* Forgets what is still armed, and answers how many. */
unsigned kface_callouts_drop(void);

/* ---- locks held by a thread (locks.c) ---- */
void kface_hold(void *lock, const char *kind, void *site);
void kface_unhold(void *lock);
struct kface_mutex;
void kface_mutex_release_for_sleep(void *mutex, void *site);
void kface_mutex_retake_after_sleep(void *mutex, void *site);

/* ---- memory (memory.c) ---- */
enum kface_family {
  KFACE_OSMALLOC, KFACE_BSD, KFACE_BSD_ZONE, KFACE_KALLOC, KFACE_KALLOC_DATA, KFACE_KALLOC_TYPE,
  KFACE_IOKIT, KFACE_IOKIT_ALIGNED, KFACE_IOKIT_CONTIGUOUS, KFACE_IOKIT_PAGEABLE, KFACE_ZONE,
  KFACE_STRING, KFACE_OWN
};
void *kface_allocate(size_t size, enum kface_family family, const void *tag, const char *tag_name,
                     bool zero, bool may_fail, size_t alignment, void *site);
void kface_release(void *address, size_t size, bool size_known, enum kface_family family,
                   const void *tag, void *site);
size_t kface_allocated_size(const void *address);
unsigned kface_memory_account(void);
void kface_memory_counts(uint64_t *live, uint64_t *bytes);

/* ---- faults (fault.c) ---- */
enum kface_fault_point {
  KFACE_AT_RECEIVE, KFACE_AT_SEND, KFACE_AT_CONNECT, KFACE_AT_ACCEPT, KFACE_AT_ALLOC,
  KFACE_AT_MBUF, KFACE_AT_SLEEP, KFACE_AT_SOCKET, KFACE_FAULT_POINTS
};
struct kface_fault {
  enum { KFACE_NO_FAULT, KFACE_FAIL, KFACE_SHORT, KFACE_LATE, KFACE_RESET } kind;
  int error;        /* Darwin's number */
  uint64_t amount;  /* bytes of a short transfer, nanoseconds of a late one */
};
/* The fault of this call, if any. */
struct kface_fault kface_fault_at(enum kface_fault_point point);
/* The same where a socket filter looks at a send or a connect: those that fail are its business. */
struct kface_fault kface_fault_in_filter(enum kface_fault_point point);
bool kface_faults_want_filter(void);
void kface_fault_filter_start(void);
void kface_faults_load(const char *script);
unsigned kface_faults_injected(void);

/* ---- sockets (socket.c, memory_socket.c) ---- */
unsigned kface_socket_account(void);
unsigned kface_sockets_open(void);
void kface_entries_sweep(void);
bool kface_memory_sockets(void);

/* ---- sanitizers: order that their eyes cannot see ---- */
extern void __tsan_acquire(void *address) __attribute__((weak));
extern void __tsan_release(void *address) __attribute__((weak));
static inline void kface_acquire(void *address) {
  if (__tsan_acquire) __tsan_acquire(address);
}
static inline void kface_publish(void *address) {
  if (__tsan_release) __tsan_release(address);
}

__attribute__((noreturn, format(printf, 1, 2))) void kface_panic(const char *format, ...);
uint64_t kface_random64(void);

#pragma GCC visibility pop

#endif /* KFACE_INTERNAL_H */

/* SPDX-License-Identifier: Apache-2.0
 *
 * msleep and its relatives, and Mach's assert_wait and thread_block, over one kind of waiter.
 */
#include "internal.h"

#include <time.h>

int kface_hz = KFACE_HZ;
int kface_tick = 1000000 / KFACE_HZ;
int kface_lbolt;

static int sleep_until(const void *channel, void *mutex, int priority, uint64_t deadline,
                       void *site) {
  struct kface_thread *self = kface_self();
  bool interruptible = priority & K_PCATCH;
  struct kface_fault fault = interruptible ? kface_fault_at(KFACE_AT_SLEEP) : (struct kface_fault){0};
  if (self->locks_held > (mutex ? 1u : 0u) && kface_settings.checked) {
    /* Not forbidden for mutexes; for a spin lock it is. */
    for (unsigned i = 0; i < self->locks_held && i < 16; i++)
      if (self->held_kind[i][0] == 's')
        kface_finding("lock", site, "sleeping while holding a %s", self->held_kind[i]);
  }
  /* "Lightning": the kernel wakes these sleepers every second. */
  bool until_lightning = channel == &kface_lbolt;
  if (until_lightning && deadline > kface_uptime() + 1000000000ull)
    deadline = kface_uptime() + 1000000000ull;
  static char private_channel;
  kface_wait_begin(channel ? channel : &private_channel, interruptible, deadline);
  if (mutex) kface_mutex_release_for_sleep(mutex, site);
  int result;
  if (fault.kind == KFACE_FAIL) {
    kface_wait_cancel();
    result = K_INTERRUPTED;
  } else {
    result = kface_wait_finish();
  }
  if (mutex && !(priority & K_PDROP)) kface_mutex_retake_after_sleep(mutex, site);
  if (fault.kind == KFACE_FAIL) return fault.error;
  switch (result) {
    case K_TIMED_OUT: return until_lightning ? 0 : D_EWOULDBLOCK;
    case K_INTERRUPTED: return interruptible ? D_EINTR : 0;
    default: return 0;
  }
}

static uint64_t after_timespec(const struct timespec *interval) {
  if (!interval || (interval->tv_sec == 0 && interval->tv_nsec == 0)) return KFACE_FOREVER;
  if (interval->tv_sec < 0) return kface_uptime();
  return kface_uptime() + (uint64_t)interval->tv_sec * 1000000000ull + (uint64_t)interval->tv_nsec;
}

static uint64_t after_ticks(int ticks) {
  return ticks > 0 ? kface_uptime() + (uint64_t)ticks * KFACE_NS_PER_TICK : KFACE_FOREVER;
}

int kface_msleep(void *channel, void *mutex, int priority, const char *message,
                 const struct timespec *interval) {
  (void)message;
  return sleep_until(channel, mutex, priority, after_timespec(interval), KFACE_SITE());
}

int kface_msleep0(void *channel, void *mutex, int priority, const char *message, int ticks,
                  int (*continuation)(int)) {
  (void)message;
  int result = sleep_until(channel, mutex, priority, after_ticks(ticks), KFACE_SITE());
  return continuation ? continuation(result) : result;
}

int kface_msleep1(void *channel, void *mutex, int priority, const char *message,
                  uint64_t deadline) {
  (void)message;
  return sleep_until(channel, mutex, priority, deadline ? deadline : KFACE_FOREVER, KFACE_SITE());
}

int kface_tsleep(void *channel, int priority, const char *message, int ticks) {
  (void)message;
  return sleep_until(channel, NULL, priority, after_ticks(ticks), KFACE_SITE());
}

int kface_tsleep0(void *channel, int priority, const char *message, int ticks,
                  int (*continuation)(int)) {
  (void)message;
  int result = sleep_until(channel, NULL, priority, after_ticks(ticks), KFACE_SITE());
  return continuation ? continuation(result) : result;
}

int kface_tsleep1(void *channel, int priority, const char *message, uint64_t deadline,
                  int (*continuation)(int)) {
  (void)message;
  int result = sleep_until(channel, NULL, priority, deadline ? deadline : KFACE_FOREVER,
                           KFACE_SITE());
  return continuation ? continuation(result) : result;
}

int kface_sleep(void *channel, int priority) {
  return sleep_until(channel, NULL, priority, KFACE_FOREVER, KFACE_SITE());
}

void kface_wakeup(void *channel) { kface_wake(channel, false, K_AWAKENED); }
void kface_wakeup_one(void *channel) { kface_wake(channel, true, K_AWAKENED); }
void kface_unsleep(void *process) { (void)process; }

/* ---- Mach ---- */

int kface_assert_wait(void *event, int interruptible) {
  kface_wait_begin(event, interruptible != K_UNINT, KFACE_FOREVER);
  return -1;
}

int kface_assert_wait_deadline(void *event, int interruptible, uint64_t deadline) {
  kface_wait_begin(event, interruptible != K_UNINT, deadline ? deadline : KFACE_FOREVER);
  return -1;
}

int kface_assert_wait_timeout(void *event, int interruptible, uint32_t interval, uint32_t scale) {
  return kface_assert_wait_deadline(event, interruptible,
                                    kface_uptime() + (uint64_t)interval * scale);
}

int kface_thread_block_parameter(void (*continuation)(void *, int), void *parameter) {
  struct kface_thread *self = kface_self();
  int result = K_AWAKENED;
  if (self->prepared)
    result = kface_wait_finish();
  else
    kface_yield();
  if (!continuation) return result;
  continuation(parameter, result);
  kface_thread_end();
}

int kface_thread_block(void (*continuation)(void *, int)) {
  return kface_thread_block_parameter(continuation, NULL);
}

int kface_thread_wakeup_prim(void *event, unsigned one, int result) {
  return kface_wake(event, one, result) ? 0 : 48;
}

int kface_clear_wait(void *thread, int result) {
  (void)result;
  if (!thread) return 4;
  kface_interrupt(thread);
  return 0;
}

unsigned kface_preemption_enabled(void) { return 1; }

static int mutex_sleep(void *mutex, unsigned action, void *event, int interruptible,
                       uint64_t deadline, void *site) {
  kface_wait_begin(event, interruptible != K_UNINT, deadline ? deadline : KFACE_FOREVER);
  kface_mutex_release_for_sleep(mutex, site);
  int result = kface_wait_finish();
  if (!(action & 1)) kface_mutex_retake_after_sleep(mutex, site);
  return result;
}

int kface_lck_mtx_sleep(void *mutex, unsigned action, void *event, int interruptible) {
  return mutex_sleep(mutex, action, event, interruptible, KFACE_FOREVER, KFACE_SITE());
}

int kface_lck_mtx_sleep_deadline(void *mutex, unsigned action, void *event, int interruptible,
                                 uint64_t deadline) {
  return mutex_sleep(mutex, action, event, interruptible, deadline, KFACE_SITE());
}

int kface_IOLockSleep(void *mutex, void *event, uint32_t interruptible) {
  return mutex_sleep(mutex, 0, event, (int)interruptible, KFACE_FOREVER, KFACE_SITE());
}

int kface_IOLockSleepDeadline(void *mutex, void *event, uint64_t deadline,
                              uint32_t interruptible) {
  return mutex_sleep(mutex, 0, event, (int)interruptible, deadline, KFACE_SITE());
}

void kface_IOLockWakeup(void *mutex, void *event, bool one) {
  (void)mutex;
  kface_wake(event, one, K_AWAKENED);
}

void kface_IOSleep(unsigned milliseconds) { kface_pause((uint64_t)milliseconds * 1000000); }
void kface_IOSleepWithLeeway(unsigned interval, unsigned leeway) {
  (void)leeway;
  kface_pause((uint64_t)interval * 1000000);
}
void kface_IODelay(unsigned microseconds) { kface_pause((uint64_t)microseconds * 1000); }
void kface_IOPause(unsigned nanoseconds) { kface_pause(nanoseconds); }
void kface_delay(int microseconds) {
  if (microseconds > 0) kface_pause((uint64_t)microseconds * 1000);
}

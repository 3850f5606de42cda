/* SPDX-License-Identifier: Apache-2.0
 *
 * Clocks in every shape the kernel offers. One unit of absolute time is a nanosecond.
 */
#include "internal.h"

#include <time.h>

static void split(uint64_t ns, struct kface_timeval *into) {
  into->tv_sec = (int64_t)(ns / 1000000000ull);
  into->tv_usec = (int32_t)(ns % 1000000000ull / 1000);
}
static void split_spec(uint64_t ns, struct timespec *into) {
  into->tv_sec = (time_t)(ns / 1000000000ull);
  into->tv_nsec = (long)(ns % 1000000000ull);
}

void kface_microtime(struct kface_timeval *now) { split(kface_calendar(), now); }
void kface_microtime_with_abstime(struct kface_timeval *now, uint64_t *absolute) {
  split(kface_calendar(), now);
  *absolute = kface_uptime();
}
void kface_microuptime(struct kface_timeval *now) { split(kface_uptime(), now); }
void kface_nanotime(struct timespec *now) { split_spec(kface_calendar(), now); }
void kface_nanouptime(struct timespec *now) { split_spec(kface_uptime(), now); }
long kface_boottime_sec(void) { return (long)((kface_calendar() - kface_uptime()) / 1000000000ull); }
uint64_t kface_mach_absolute_time(void) { return kface_uptime(); }

struct kface_timebase {
  uint32_t numerator, denominator;
};
void kface_clock_timebase_info(struct kface_timebase *info) {
  *info = (struct kface_timebase){1, 1};
}

static void parts(uint64_t ns, unsigned long *seconds, unsigned *rest, unsigned divisor) {
  *seconds = (unsigned long)(ns / 1000000000ull);
  *rest = (unsigned)(ns % 1000000000ull / divisor);
}
void kface_clock_get_calendar_microtime(unsigned long *seconds, unsigned *micro) {
  parts(kface_calendar(), seconds, micro, 1000);
}
void kface_clock_get_calendar_nanotime(unsigned long *seconds, unsigned *nano) {
  parts(kface_calendar(), seconds, nano, 1);
}
void kface_clock_get_system_microtime(unsigned long *seconds, unsigned *micro) {
  parts(kface_uptime(), seconds, micro, 1000);
}
void kface_clock_get_system_nanotime(unsigned long *seconds, unsigned *nano) {
  parts(kface_uptime(), seconds, nano, 1);
}
void kface_absolutetime_to_microtime(uint64_t absolute, unsigned long *seconds, unsigned *micro) {
  parts(absolute, seconds, micro, 1000);
}
void kface_clock_get_uptime(uint64_t *result) { *result = kface_uptime(); }
void kface_clock_interval_to_deadline(uint32_t interval, uint32_t scale, uint64_t *result) {
  *result = kface_uptime() + (uint64_t)interval * scale;
}
void kface_clock_interval_to_absolutetime_interval(uint32_t interval, uint32_t scale,
                                                   uint64_t *result) {
  *result = (uint64_t)interval * scale;
}
void kface_clock_absolutetime_interval_to_deadline(uint64_t interval, uint64_t *result) {
  *result = kface_uptime() + interval;
}
void kface_clock_delay_until(uint64_t deadline) {
  uint64_t now = kface_uptime();
  if (deadline > now) kface_pause(deadline - now);
}
void kface_absolutetime_to_nanoseconds(uint64_t absolute, uint64_t *result) { *result = absolute; }
void kface_nanoseconds_to_absolutetime(uint64_t ns, uint64_t *result) { *result = ns; }

void kface_timevalfix(struct kface_timeval *value) {
  if (value->tv_usec < 0) {
    value->tv_sec--;
    value->tv_usec += 1000000;
  }
  if (value->tv_usec >= 1000000) {
    value->tv_sec++;
    value->tv_usec -= 1000000;
  }
}
void kface_timevaladd(struct kface_timeval *into, const struct kface_timeval *other) {
  into->tv_sec += other->tv_sec;
  into->tv_usec += other->tv_usec;
  kface_timevalfix(into);
}
void kface_timevalsub(struct kface_timeval *from, const struct kface_timeval *other) {
  from->tv_sec -= other->tv_sec;
  from->tv_usec -= other->tv_usec;
  kface_timevalfix(from);
}
int kface_itimerfix(struct kface_timeval *value) {
  if (value->tv_sec < 0 || value->tv_sec > 100000000 || value->tv_usec < 0 ||
      value->tv_usec >= 1000000)
    return D_EINVAL;
  return 0;
}
uint64_t kface_tvtoabstime(const struct kface_timeval *value) {
  return (uint64_t)value->tv_sec * 1000000000ull + (uint64_t)value->tv_usec * 1000;
}
int kface_tvtohz(const struct kface_timeval *value) {
  return (int)(kface_tvtoabstime(value) / KFACE_NS_PER_TICK) + 1;
}
int kface_hzto(const struct kface_timeval *when) {
  uint64_t now = kface_calendar(), then = kface_tvtoabstime(when);
  return then > now ? (int)((then - now) / KFACE_NS_PER_TICK) : 0;
}
void kface_get_procrustime(int *value) { value[0] = value[1] = 0; }

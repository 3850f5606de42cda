/* SPDX-License-Identifier: Apache-2.0
 *
 * Clocks and conversions. One unit of absolute time is one nanosecond.
 */
#ifndef _KERN_CLOCK_H_
#define _KERN_CLOCK_H_

#include <sys/cdefs.h>
#include <sys/types.h>
#include <mach/mach_types.h>
#include <mach/mach_time.h>
#include <mach/clock_types.h>

typedef unsigned long clock_sec_t;
typedef unsigned int clock_usec_t;
typedef unsigned int clock_nsec_t;

enum kNanosecondScale_ {
  kNanosecondScale = 1,
  kMicrosecondScale = 1000,
  kMillisecondScale = 1000000,
  kSecondScale = 1000000000,
  kTickScale = 10000000
};

__BEGIN_DECLS
void clock_get_calendar_microtime(clock_sec_t *secs, clock_usec_t *microsecs)
  KF(clock_get_calendar_microtime);
void clock_get_calendar_nanotime(clock_sec_t *secs, clock_nsec_t *nanosecs)
  KF(clock_get_calendar_nanotime);
void clock_get_system_microtime(clock_sec_t *secs, clock_usec_t *microsecs)
  KF(clock_get_system_microtime);
void clock_get_system_nanotime(clock_sec_t *secs, clock_nsec_t *nanosecs)
  KF(clock_get_system_nanotime);
void clock_get_uptime(uint64_t *result) KF(clock_get_uptime);
void clock_interval_to_deadline(uint32_t interval, uint32_t scale_factor, uint64_t *result)
  KF(clock_interval_to_deadline);
void clock_interval_to_absolutetime_interval(uint32_t interval, uint32_t scale_factor,
                                             uint64_t *result)
  KF(clock_interval_to_absolutetime_interval);
void clock_absolutetime_interval_to_deadline(uint64_t abstime, uint64_t *result)
  KF(clock_absolutetime_interval_to_deadline);
void clock_delay_until(uint64_t deadline) KF(clock_delay_until);
void absolutetime_to_nanoseconds(uint64_t abstime, uint64_t *result)
  KF(absolutetime_to_nanoseconds);
void nanoseconds_to_absolutetime(uint64_t nanoseconds, uint64_t *result)
  KF(nanoseconds_to_absolutetime);
void absolutetime_to_microtime(uint64_t abstime, clock_sec_t *secs, clock_usec_t *microsecs)
  KF(absolutetime_to_microtime);
void delay(int microseconds) KF(delay);
__END_DECLS

#endif /* _KERN_CLOCK_H_ */

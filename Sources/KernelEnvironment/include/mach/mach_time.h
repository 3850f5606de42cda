/* SPDX-License-Identifier: Apache-2.0
 *
 * Absolute time. One unit is one nanosecond.
 */
#ifndef _MACH_MACH_TIME_H_
#define _MACH_MACH_TIME_H_

#include <mach/mach_types.h>

struct mach_timebase_info {
  uint32_t numer;
  uint32_t denom;
};
typedef struct mach_timebase_info *mach_timebase_info_t;
typedef struct mach_timebase_info mach_timebase_info_data_t;

__BEGIN_DECLS
uint64_t mach_absolute_time(void) KF(mach_absolute_time);
uint64_t mach_approximate_time(void) KF(mach_absolute_time);
uint64_t mach_continuous_time(void) KF(mach_absolute_time);
void clock_timebase_info(mach_timebase_info_t info) KF(clock_timebase_info);
__END_DECLS

#endif /* _MACH_MACH_TIME_H_ */

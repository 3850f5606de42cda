/* SPDX-License-Identifier: Apache-2.0
 *
 * Times. A timeval is 8 bytes of seconds, 4 of microseconds and 4 of padding that says nothing.
 */
#ifndef _SYS_TIME_H_
#define _SYS_TIME_H_

#include <sys/cdefs.h>
#include <sys/types.h>

struct timeval {
  time_t tv_sec;
  suseconds_t tv_usec;
};

#ifndef _STRUCT_TIMESPEC
#define _STRUCT_TIMESPEC struct timespec
struct timespec {
  time_t tv_sec;
  long tv_nsec;
};
#endif

struct timeval64 {
  __int64_t tv_sec;
  __int64_t tv_usec;
};

struct user64_timeval {
  user64_time_t tv_sec;
  __int32_t tv_usec;
};

struct user32_timeval {
  user32_time_t tv_sec;
  __int32_t tv_usec;
};

struct user_timeval {
  user_time_t tv_sec;
  __int32_t tv_usec;
};

struct user_timespec {
  user_time_t tv_sec;
  user_long_t tv_nsec;
};

struct itimerval {
  struct timeval it_interval;
  struct timeval it_value;
};

struct timezone {
  int tz_minuteswest;
  int tz_dsttime;
};

struct clockinfo {
  int hz;
  int tick;
  int tickadj;
  int stathz;
  int profhz;
};

#define ITIMER_REAL 0
#define ITIMER_VIRTUAL 1
#define ITIMER_PROF 2

#define TIMEVAL_TO_TIMESPEC(tv, ts) \
  do {                              \
    (ts)->tv_sec = (tv)->tv_sec;    \
    (ts)->tv_nsec = (tv)->tv_usec * 1000; \
  } while (0)
#define TIMESPEC_TO_TIMEVAL(tv, ts) \
  do {                              \
    (tv)->tv_sec = (ts)->tv_sec;    \
    (tv)->tv_usec = (suseconds_t)((ts)->tv_nsec / 1000); \
  } while (0)

#define timerclear(t) ((t)->tv_sec = 0, (t)->tv_usec = 0)
#define timerisset(t) ((t)->tv_sec || (t)->tv_usec)
#define timercmp(a, b, op) \
  (((a)->tv_sec == (b)->tv_sec) ? ((a)->tv_usec op(b)->tv_usec) : ((a)->tv_sec op(b)->tv_sec))
#define timeradd(a, b, sum)                        \
  do {                                             \
    (sum)->tv_sec = (a)->tv_sec + (b)->tv_sec;     \
    (sum)->tv_usec = (a)->tv_usec + (b)->tv_usec;  \
    if ((sum)->tv_usec >= 1000000) {               \
      (sum)->tv_sec++;                             \
      (sum)->tv_usec -= 1000000;                   \
    }                                              \
  } while (0)
#define timersub(a, b, rest)                       \
  do {                                             \
    (rest)->tv_sec = (a)->tv_sec - (b)->tv_sec;    \
    (rest)->tv_usec = (a)->tv_usec - (b)->tv_usec; \
    if ((rest)->tv_usec < 0) {                     \
      (rest)->tv_sec--;                            \
      (rest)->tv_usec += 1000000;                  \
    }                                              \
  } while (0)
#define timevalcmp(a, b, op) timercmp(a, b, op)

#define timespecclear(t) ((t)->tv_sec = 0, (t)->tv_nsec = 0)
#define timespecisset(t) ((t)->tv_sec || (t)->tv_nsec)
#define timespeccmp(a, b, op) \
  (((a)->tv_sec == (b)->tv_sec) ? ((a)->tv_nsec op(b)->tv_nsec) : ((a)->tv_sec op(b)->tv_sec))
#define timespecadd(into, other)           \
  do {                                     \
    (into)->tv_sec += (other)->tv_sec;     \
    (into)->tv_nsec += (other)->tv_nsec;   \
    if ((into)->tv_nsec >= 1000000000) {   \
      (into)->tv_sec++;                    \
      (into)->tv_nsec -= 1000000000;       \
    }                                      \
  } while (0)
#define timespecsub(from, other)           \
  do {                                     \
    (from)->tv_sec -= (other)->tv_sec;     \
    (from)->tv_nsec -= (other)->tv_nsec;   \
    if ((from)->tv_nsec < 0) {             \
      (from)->tv_sec--;                    \
      (from)->tv_nsec += 1000000000;       \
    }                                      \
  } while (0)

__BEGIN_DECLS
void microtime(struct timeval *now) KF(microtime);
void microtime_with_abstime(struct timeval *now, uint64_t *abstime) KF(microtime_with_abstime);
void microuptime(struct timeval *now) KF(microuptime);
#define getmicrotime(now) microtime(now)
#define getmicrouptime(now) microuptime(now)
void nanotime(struct timespec *now) KF(nanotime);
void nanouptime(struct timespec *now) KF(nanouptime);
#define getnanotime(now) nanotime(now)
#define getnanouptime(now) nanouptime(now)
time_t boottime_sec(void) KF(boottime_sec);
void timevaladd(struct timeval *into, const struct timeval *other) KF(timevaladd);
void timevalsub(struct timeval *from, const struct timeval *other) KF(timevalsub);
void timevalfix(struct timeval *value) KF(timevalfix);
int itimerfix(struct timeval *value) KF(itimerfix);
int tvtohz(struct timeval *interval) KF(tvtohz);
uint64_t tvtoabstime(struct timeval *interval) KF(tvtoabstime);
__END_DECLS

#endif /* _SYS_TIME_H_ */

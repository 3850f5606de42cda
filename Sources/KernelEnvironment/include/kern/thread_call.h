/* SPDX-License-Identifier: Apache-2.0
 *
 * Callouts: functions that run on a thread of the environment, at once or at a deadline.
 */
#ifndef _KERN_THREAD_CALL_H_
#define _KERN_THREAD_CALL_H_

#include <sys/cdefs.h>
#include <mach/mach_types.h>
#include <kern/clock.h>

typedef struct thread_call *thread_call_t;
typedef void *thread_call_param_t;
typedef void (*thread_call_func_t)(thread_call_param_t param0, thread_call_param_t param1);

typedef enum {
  THREAD_CALL_PRIORITY_HIGH = 0,
  THREAD_CALL_PRIORITY_KERNEL = 1,
  THREAD_CALL_PRIORITY_USER = 2,
  THREAD_CALL_PRIORITY_LOW = 3,
  THREAD_CALL_PRIORITY_KERNEL_HIGH = 4
} thread_call_priority_t;
typedef uint32_t thread_call_options_t;
#define THREAD_CALL_OPTIONS_ONCE 0x00000001
#define THREAD_CALL_DELAY_USER_NORMAL 0x00

__BEGIN_DECLS
thread_call_t thread_call_allocate(thread_call_func_t func, thread_call_param_t param0)
  KF(thread_call_allocate);
thread_call_t thread_call_allocate_with_priority(thread_call_func_t func,
                                                 thread_call_param_t param0,
                                                 thread_call_priority_t priority)
  KF(thread_call_allocate);
thread_call_t thread_call_allocate_with_options(thread_call_func_t func,
                                                thread_call_param_t param0,
                                                thread_call_priority_t priority,
                                                thread_call_options_t options)
  KF(thread_call_allocate);
boolean_t thread_call_enter(thread_call_t call) KF(thread_call_enter);
boolean_t thread_call_enter1(thread_call_t call, thread_call_param_t param1)
  KF(thread_call_enter1);
boolean_t thread_call_enter_delayed(thread_call_t call, uint64_t deadline)
  KF(thread_call_enter_delayed);
boolean_t thread_call_enter1_delayed(thread_call_t call, thread_call_param_t param1,
                                     uint64_t deadline) KF(thread_call_enter1_delayed);
boolean_t thread_call_cancel(thread_call_t call) KF(thread_call_cancel);
boolean_t thread_call_cancel_wait(thread_call_t call) KF(thread_call_cancel_wait);
boolean_t thread_call_free(thread_call_t call) KF(thread_call_free);
boolean_t thread_call_isactive(thread_call_t call) KF(thread_call_isactive);
void thread_call_func_delayed(thread_call_func_t func, thread_call_param_t param,
                              uint64_t deadline) KF(thread_call_func_delayed);
boolean_t thread_call_func_cancel(thread_call_func_t func, thread_call_param_t param,
                                  boolean_t cancel_all) KF(thread_call_func_cancel);
__END_DECLS

#endif /* _KERN_THREAD_CALL_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Waiting for an event, and waking those who do.
 */
#ifndef _KERN_SCHED_PRIM_H_
#define _KERN_SCHED_PRIM_H_

#include <sys/cdefs.h>
#include <mach/mach_types.h>
#include <kern/kern_types.h>
#include <kern/clock.h>
#include <kern/thread.h>

__BEGIN_DECLS
wait_result_t assert_wait(event_t event, wait_interrupt_t interruptible) KF(assert_wait);
wait_result_t assert_wait_timeout(event_t event, wait_interrupt_t interruptible,
                                  uint32_t interval, uint32_t scale_factor)
  KF(assert_wait_timeout);
wait_result_t assert_wait_deadline(event_t event, wait_interrupt_t interruptible,
                                   uint64_t deadline) KF(assert_wait_deadline);
wait_result_t thread_block(thread_continue_t continuation) KF(thread_block);
wait_result_t thread_block_parameter(thread_continue_t continuation, void *parameter)
  KF(thread_block_parameter);
kern_return_t thread_wakeup_prim(event_t event, boolean_t one_thread, wait_result_t result)
  KF(thread_wakeup_prim);
#define thread_wakeup(x) thread_wakeup_prim((x), FALSE, THREAD_AWAKENED)
#define thread_wakeup_one(x) thread_wakeup_prim((x), TRUE, THREAD_AWAKENED)
#define thread_wakeup_with_result(x, z) thread_wakeup_prim((x), FALSE, (z))
kern_return_t clear_wait(thread_t thread, wait_result_t result) KF(clear_wait);
boolean_t preemption_enabled(void) KF(preemption_enabled);
__END_DECLS

#endif /* _KERN_SCHED_PRIM_H_ */

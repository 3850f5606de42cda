/* SPDX-License-Identifier: Apache-2.0
 *
 * Counting semaphores.
 */
#ifndef _MACH_SEMAPHORE_H_
#define _MACH_SEMAPHORE_H_

#include <mach/mach_types.h>
#include <mach/sync_policy.h>

__BEGIN_DECLS
kern_return_t semaphore_create(task_t task, semaphore_t *semaphore, int policy, int value)
  KF(semaphore_create);
kern_return_t semaphore_destroy(task_t task, semaphore_t semaphore) KF(semaphore_destroy);
kern_return_t semaphore_signal(semaphore_t semaphore) KF(semaphore_signal);
kern_return_t semaphore_signal_all(semaphore_t semaphore) KF(semaphore_signal_all);
kern_return_t semaphore_wait(semaphore_t semaphore) KF(semaphore_wait);
kern_return_t semaphore_timedwait(semaphore_t semaphore, mach_timespec_t wait_time)
  KF(semaphore_timedwait);
__END_DECLS

#endif /* _MACH_SEMAPHORE_H_ */

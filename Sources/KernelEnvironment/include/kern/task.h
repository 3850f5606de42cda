/* SPDX-License-Identifier: Apache-2.0
 *
 * The kernel's task.
 */
#ifndef _KERN_TASK_H_
#define _KERN_TASK_H_

#include <sys/cdefs.h>
#include <mach/mach_types.h>

__BEGIN_DECLS
extern task_t kernel_task KF(kernel_task);
task_t current_task(void) KF(current_task);
void *get_bsdtask_info(task_t task) KF(get_bsdthreadtask_info);
__END_DECLS

#endif /* _KERN_TASK_H_ */

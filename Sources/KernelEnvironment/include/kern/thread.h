/* SPDX-License-Identifier: Apache-2.0
 *
 * Kernel threads: starting, naming, ending, holding a reference.
 */
#ifndef _KERN_THREAD_H_
#define _KERN_THREAD_H_

#include <sys/cdefs.h>
#include <mach/mach_types.h>
#include <kern/kern_types.h>

__BEGIN_DECLS
kern_return_t kernel_thread_start(thread_continue_t continuation, void *parameter,
                                  thread_t *new_thread) KF(kernel_thread_start);
kern_return_t kernel_thread_start_priority(thread_continue_t continuation, void *parameter,
                                           int priority, thread_t *new_thread)
  KF(kernel_thread_start_priority);
thread_t kernel_thread(task_t task, void (*start)(void)) KF(kernel_thread);
thread_t current_thread(void) KF(current_thread);
thread_t current_act(void) KF(current_thread);
void thread_reference(thread_t thread) KF(thread_reference);
void thread_deallocate(thread_t thread) KF(thread_deallocate);
kern_return_t thread_terminate(thread_t thread) KF(thread_terminate);
kern_return_t thread_abort(thread_t thread) KF(thread_abort);
kern_return_t thread_abort_safely(thread_t thread) KF(thread_abort);
uint64_t thread_tid(thread_t thread) KF(thread_tid);
void thread_set_thread_name(thread_t thread, const char *name) KF(thread_set_thread_name);
kern_return_t thread_policy_set(thread_t thread, unsigned int flavor, void *info, unsigned int count)
  KF(thread_policy_set);
void thread_exception_return(void) KF(thread_exception_return) __dead2;
task_t current_task(void) KF(current_task);
/* Funnels, the locks of the first releases. Nothing behind these here: a build names them. */
typedef struct __funnel__ funnel_t;
#define THR_FUNNEL_NULL ((funnel_t *)0)
extern funnel_t *kernel_flock;
extern funnel_t *network_flock;
boolean_t thread_funnel_set(funnel_t *funnel, boolean_t held);
funnel_t *thread_funnel_get(void);

/* The process of a thread. */
void *get_bsdthreadtask_info(thread_t thread) KF(get_bsdthreadtask_info);
__END_DECLS

#endif /* _KERN_THREAD_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Types of the scheduler: events, waits and their results.
 */
#ifndef _KERN_KERN_TYPES_H_
#define _KERN_KERN_TYPES_H_

#include <sys/kernel_types.h>
#include <mach/boolean.h>
#include <mach/kern_return.h>
#include <mach/vm_types.h>

typedef void *event_t;
typedef uint64_t event64_t;
#define NO_EVENT ((event_t)0)
#define NO_EVENT64 ((event64_t)0)
#define CAST_EVENT64_T(pointer) ((event64_t)((uintptr_t)(pointer)))

typedef int wait_result_t;
#define THREAD_WAITING (-1)
#define THREAD_AWAKENED 0
#define THREAD_TIMED_OUT 1
#define THREAD_INTERRUPTED 2
#define THREAD_RESTART 3
#define THREAD_NOT_WAITING 10

typedef int wait_interrupt_t;
#define THREAD_UNINT 0x00000000
#define THREAD_INTERRUPTIBLE 0x00000001
#define THREAD_ABORTSAFE 0x00000002

typedef void (*thread_continue_t)(void *parameter, wait_result_t result);
#define THREAD_CONTINUE_NULL ((thread_continue_t)0)

typedef int wait_timeout_urgency_t;
#define TIMEOUT_URGENCY_SYS_NORMAL 0x00

typedef struct zone *zone_t;
#define ZONE_NULL ((zone_t)0)
typedef struct wait_queue *wait_queue_t;
typedef thread_t thread_shuttle_t;

#endif /* _KERN_KERN_TYPES_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Mach's types: tasks, threads, ports, waits.
 */
#ifndef _MACH_MACH_TYPES_H_
#define _MACH_MACH_TYPES_H_

#include <sys/types.h>
#include <mach/boolean.h>
#include <mach/kern_return.h>
#include <mach/vm_types.h>
#include <mach/time_value.h>
#include <mach/clock_types.h>
#include <mach/vm_param.h>

typedef thread_t thread_act_t;
typedef thread_t thread_port_t;
typedef unsigned int mach_port_name_t;
typedef ipc_port_t mach_port_t;
typedef ipc_port_t host_t;
typedef ipc_port_t host_priv_t;
typedef ipc_port_t processor_t;
typedef ipc_port_t clock_serv_t;
typedef ipc_port_t semaphore_port_t;
typedef struct semaphore *semaphore_t;
typedef natural_t mach_msg_type_number_t;

#define TASK_NULL ((task_t)0)
#define THREAD_NULL ((thread_t)0)
#define MACH_PORT_NULL ((mach_port_t)0)
#define SEMAPHORE_NULL ((semaphore_t)0)

#include <kern/kern_types.h>
#include <mach/kmod.h>

#endif /* _MACH_MACH_TYPES_H_ */

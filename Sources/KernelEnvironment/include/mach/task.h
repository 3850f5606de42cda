/* SPDX-License-Identifier: Apache-2.0
 *
 * Tasks by port.
 */
#ifndef _KFACE_MACH_TASK_H_
#define _KFACE_MACH_TASK_H_

#include <mach/mach_types.h>
#include <kern/task.h>

#endif /* _KFACE_MACH_TASK_H_ */

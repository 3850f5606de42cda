/* SPDX-License-Identifier: Apache-2.0
 *
 * Wait queues are not visible; events are.
 */
#ifndef _KFACE_KERN_WAITQ_H_
#define _KFACE_KERN_WAITQ_H_

#include <kern/sched_prim.h>

#endif /* _KFACE_KERN_WAITQ_H_ */

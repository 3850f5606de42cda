/* SPDX-License-Identifier: Apache-2.0
 *
 * Threads by port.
 */
#ifndef _KFACE_MACH_THREAD_ACT_H_
#define _KFACE_MACH_THREAD_ACT_H_

#include <mach/mach_types.h>
#include <kern/thread.h>

#endif /* _KFACE_MACH_THREAD_ACT_H_ */

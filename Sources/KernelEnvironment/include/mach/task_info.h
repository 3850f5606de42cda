/* SPDX-License-Identifier: Apache-2.0
 *
 * Tasks are opaque.
 */
#ifndef _KFACE_MACH_TASK_INFO_H_
#define _KFACE_MACH_TASK_INFO_H_

#include <mach/mach_types.h>

#endif /* _KFACE_MACH_TASK_INFO_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Scheduling hints are accepted and ignored.
 */
#ifndef _KFACE_MACH_THREAD_POLICY_H_
#define _KFACE_MACH_THREAD_POLICY_H_

#include <mach/mach_types.h>

#endif /* _KFACE_MACH_THREAD_POLICY_H_ */

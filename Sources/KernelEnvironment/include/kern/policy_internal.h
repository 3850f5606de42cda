/* SPDX-License-Identifier: Apache-2.0
 *
 * Policies are accepted and ignored.
 */
#ifndef _KFACE_KERN_POLICY_INTERNAL_H_
#define _KFACE_KERN_POLICY_INTERNAL_H_

#include <mach/mach_types.h>

#endif /* _KFACE_KERN_POLICY_INTERNAL_H_ */

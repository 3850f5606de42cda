/* SPDX-License-Identifier: Apache-2.0
 *
 * Limits of the kernel.
 */
#ifndef _KFACE_KERN_MACH_PARAM_H_
#define _KFACE_KERN_MACH_PARAM_H_

#include <mach/vm_param.h>

#endif /* _KFACE_KERN_MACH_PARAM_H_ */

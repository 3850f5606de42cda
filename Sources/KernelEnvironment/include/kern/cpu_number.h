/* SPDX-License-Identifier: Apache-2.0
 *
 * Processor numbers.
 */
#ifndef _KFACE_KERN_CPU_NUMBER_H_
#define _KFACE_KERN_CPU_NUMBER_H_

#include <mach/mach_types.h>

#endif /* _KFACE_KERN_CPU_NUMBER_H_ */

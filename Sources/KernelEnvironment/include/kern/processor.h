/* SPDX-License-Identifier: Apache-2.0
 *
 * Processors.
 */
#ifndef _KFACE_KERN_PROCESSOR_H_
#define _KFACE_KERN_PROCESSOR_H_

#include <mach/mach_types.h>

#endif /* _KFACE_KERN_PROCESSOR_H_ */

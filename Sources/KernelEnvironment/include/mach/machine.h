/* SPDX-License-Identifier: Apache-2.0
 *
 * Processor types.
 */
#ifndef _KFACE_MACH_MACHINE_H_
#define _KFACE_MACH_MACHINE_H_

#include <mach/vm_types.h>

#endif /* _KFACE_MACH_MACHINE_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Machine routines: interrupts do not exist here.
 */
#ifndef _KFACE_MACHINE_MACHINE_ROUTINES_H_
#define _KFACE_MACHINE_MACHINE_ROUTINES_H_

#include <mach/mach_types.h>

#endif /* _KFACE_MACHINE_MACHINE_ROUTINES_H_ */

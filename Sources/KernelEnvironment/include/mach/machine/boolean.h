/* SPDX-License-Identifier: Apache-2.0
 *
 * Mach's boolean.
 */
#ifndef _KFACE_MACH_MACHINE_BOOLEAN_H_
#define _KFACE_MACH_MACHINE_BOOLEAN_H_

#include <mach/boolean.h>

#endif /* _KFACE_MACH_MACHINE_BOOLEAN_H_ */

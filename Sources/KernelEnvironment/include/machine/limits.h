/* SPDX-License-Identifier: Apache-2.0
 *
 * Limits of the machine.
 */
#ifndef _KFACE_MACHINE_LIMITS_H_
#define _KFACE_MACHINE_LIMITS_H_

#include <limits.h>

#endif /* _KFACE_MACHINE_LIMITS_H_ */

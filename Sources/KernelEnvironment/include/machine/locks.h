/* SPDX-License-Identifier: Apache-2.0
 *
 * Locks.
 */
#ifndef _KFACE_MACHINE_LOCKS_H_
#define _KFACE_MACHINE_LOCKS_H_

#include <kern/locks.h>

#endif /* _KFACE_MACHINE_LOCKS_H_ */

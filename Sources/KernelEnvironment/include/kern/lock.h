/* SPDX-License-Identifier: Apache-2.0
 *
 * Locks.
 */
#ifndef _KFACE_KERN_LOCK_H_
#define _KFACE_KERN_LOCK_H_

#include <kern/locks.h>

#endif /* _KFACE_KERN_LOCK_H_ */

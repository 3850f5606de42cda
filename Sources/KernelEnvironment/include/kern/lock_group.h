/* SPDX-License-Identifier: Apache-2.0
 *
 * Groups of locks; declared with the locks.
 */
#ifndef _KERN_LOCK_GROUP_H_
#define _KERN_LOCK_GROUP_H_

#include <kern/locks.h>

#endif /* _KERN_LOCK_GROUP_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Locks.
 */
#ifndef _SYS_LOCK_H_
#define _SYS_LOCK_H_

#include <sys/appleapiopts.h>
#include <sys/cdefs.h>
#include <kern/locks.h>

#endif /* _SYS_LOCK_H_ */

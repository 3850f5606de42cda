/* SPDX-License-Identifier: Apache-2.0
 *
 * Atomic operations.
 */
#ifndef _KFACE_OS_ATOMIC_H_
#define _KFACE_OS_ATOMIC_H_

#include <libkern/OSAtomic.h>

#endif /* _KFACE_OS_ATOMIC_H_ */

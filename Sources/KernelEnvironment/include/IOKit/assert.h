/* SPDX-License-Identifier: Apache-2.0
 *
 * Assertions.
 */
#ifndef _KFACE_IOKIT_ASSERT_H_
#define _KFACE_IOKIT_ASSERT_H_

#include <kern/assert.h>

#endif /* _KFACE_IOKIT_ASSERT_H_ */

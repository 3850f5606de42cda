/* SPDX-License-Identifier: Apache-2.0
 *
 * Contexts of the kernel's cryptography, opaque. No algorithm is here: a build names what is used.
 */
#ifndef _CORECRYPTO_CC_H_
#define _CORECRYPTO_CC_H_

#include <stddef.h>
#include <stdint.h>
#include <sys/cdefs.h>

typedef size_t cc_size;

#endif /* _CORECRYPTO_CC_H_ */

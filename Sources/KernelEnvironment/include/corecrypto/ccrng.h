/* SPDX-License-Identifier: Apache-2.0
 *
 * A source of random bytes, as its user gives it.
 */
#ifndef _CORECRYPTO_CCRNG_H_
#define _CORECRYPTO_CCRNG_H_

#include <corecrypto/cc.h>

#define CCRNG_STATE_COMMON \
  int (*generate)(struct ccrng_state *rng, unsigned long length, void *bytes);
struct ccrng_state {
  CCRNG_STATE_COMMON
};
#define ccrng_generate(rng, length, bytes) \
  ((rng)->generate((struct ccrng_state *)(rng), (length), (bytes)))

#endif /* _CORECRYPTO_CCRNG_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * SHA-2.
 */
#ifndef _CORECRYPTO_CCSHA2_H_
#define _CORECRYPTO_CCSHA2_H_

#include <corecrypto/ccdigest.h>

__BEGIN_DECLS
const struct ccdigest_info *ccsha256_di(void);
const struct ccdigest_info *ccsha512_di(void);
__END_DECLS

#endif /* _CORECRYPTO_CCSHA2_H_ */

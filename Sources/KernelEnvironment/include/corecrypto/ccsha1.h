/* SPDX-License-Identifier: Apache-2.0
 *
 * SHA-1.
 */
#ifndef _CORECRYPTO_CCSHA1_H_
#define _CORECRYPTO_CCSHA1_H_

#include <corecrypto/ccdigest.h>

__BEGIN_DECLS
const struct ccdigest_info *ccsha1_di(void);
__END_DECLS

#endif /* _CORECRYPTO_CCSHA1_H_ */

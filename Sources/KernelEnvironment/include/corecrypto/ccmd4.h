/* SPDX-License-Identifier: Apache-2.0
 *
 * MD4.
 */
#ifndef _CORECRYPTO_CCMD4_H_
#define _CORECRYPTO_CCMD4_H_

#include <corecrypto/ccdigest.h>

__BEGIN_DECLS
const struct ccdigest_info *ccmd4_di(void);
__END_DECLS

#endif /* _CORECRYPTO_CCMD4_H_ */

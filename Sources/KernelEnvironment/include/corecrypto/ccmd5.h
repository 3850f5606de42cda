/* SPDX-License-Identifier: Apache-2.0
 *
 * MD5.
 */
#ifndef _CORECRYPTO_CCMD5_H_
#define _CORECRYPTO_CCMD5_H_

#include <corecrypto/ccdigest.h>

__BEGIN_DECLS
const struct ccdigest_info *ccmd5_di(void);
__END_DECLS

#endif /* _CORECRYPTO_CCMD5_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * AES.
 */
#ifndef _CORECRYPTO_CCAES_H_
#define _CORECRYPTO_CCAES_H_

#include <corecrypto/ccmode.h>

__BEGIN_DECLS
const struct ccmode_ecb *ccaes_ecb_encrypt_mode(void);
const struct ccmode_ecb *ccaes_ecb_decrypt_mode(void);
const struct ccmode_cbc *ccaes_cbc_encrypt_mode(void);
const struct ccmode_cbc *ccaes_cbc_decrypt_mode(void);
__END_DECLS

#endif /* _CORECRYPTO_CCAES_H_ */

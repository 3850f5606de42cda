/* SPDX-License-Identifier: Apache-2.0
 *
 * DES and triple DES.
 */
#ifndef _CORECRYPTO_CCDES_H_
#define _CORECRYPTO_CCDES_H_

#include <corecrypto/ccmode.h>

__BEGIN_DECLS
const struct ccmode_ecb *ccdes_ecb_encrypt_mode(void);
const struct ccmode_ecb *ccdes_ecb_decrypt_mode(void);
const struct ccmode_cbc *ccdes_cbc_encrypt_mode(void);
const struct ccmode_cbc *ccdes_cbc_decrypt_mode(void);
const struct ccmode_ecb *ccdes3_ecb_encrypt_mode(void);
const struct ccmode_ecb *ccdes3_ecb_decrypt_mode(void);
const struct ccmode_cbc *ccdes3_cbc_encrypt_mode(void);
const struct ccmode_cbc *ccdes3_cbc_decrypt_mode(void);
__END_DECLS

#endif /* _CORECRYPTO_CCDES_H_ */

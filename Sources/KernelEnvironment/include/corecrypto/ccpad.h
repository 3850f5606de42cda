/* SPDX-License-Identifier: Apache-2.0
 *
 * Padding and ciphertext stealing.
 */
#ifndef _CORECRYPTO_CCPAD_H_
#define _CORECRYPTO_CCPAD_H_

#include <corecrypto/ccmode.h>

__BEGIN_DECLS
size_t ccpad_cts3_encrypt(const struct ccmode_cbc *mode, cccbc_ctx *context, cccbc_iv *iv,
                          size_t length, const void *from, void *to);
size_t ccpad_cts3_decrypt(const struct ccmode_cbc *mode, cccbc_ctx *context, cccbc_iv *iv,
                          size_t length, const void *from, void *to);
__END_DECLS

#endif /* _CORECRYPTO_CCPAD_H_ */

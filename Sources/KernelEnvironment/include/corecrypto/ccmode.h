/* SPDX-License-Identifier: Apache-2.0
 *
 * Block ciphers in their modes.
 */
#ifndef _CORECRYPTO_CCMODE_H_
#define _CORECRYPTO_CCMODE_H_

#include <corecrypto/cc.h>

typedef struct cccbc_ctx cccbc_ctx;
typedef struct cccbc_iv cccbc_iv;
typedef struct ccecb_ctx ccecb_ctx;
struct ccmode_cbc;
struct ccmode_ecb;

__BEGIN_DECLS
int cccbc_init(const struct ccmode_cbc *mode, cccbc_ctx *context, size_t key_length,
               const void *key);
int cccbc_update(const struct ccmode_cbc *mode, const cccbc_ctx *context, cccbc_iv *iv,
                 size_t blocks, const void *from, void *to);
int ccecb_init(const struct ccmode_ecb *mode, ccecb_ctx *context, size_t key_length,
               const void *key);
int ccecb_update(const struct ccmode_ecb *mode, const ccecb_ctx *context, size_t blocks,
                 const void *from, void *to);
__END_DECLS

#endif /* _CORECRYPTO_CCMODE_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Digests with a key.
 */
#ifndef _CORECRYPTO_CCHMAC_H_
#define _CORECRYPTO_CCHMAC_H_

#include <corecrypto/ccdigest.h>

struct cchmac_ctx;
typedef struct cchmac_ctx *cchmac_ctx_t;

__BEGIN_DECLS
void cchmac_init(const struct ccdigest_info *info, cchmac_ctx_t context, size_t key_length,
                 const void *key);
void cchmac_update(const struct ccdigest_info *info, cchmac_ctx_t context, size_t length,
                   const void *data);
void cchmac_final(const struct ccdigest_info *info, cchmac_ctx_t context, unsigned char *mac);
void cchmac(const struct ccdigest_info *info, size_t key_length, const void *key, size_t length,
            const void *data, unsigned char *mac);
__END_DECLS

#endif /* _CORECRYPTO_CCHMAC_H_ */

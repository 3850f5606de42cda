/* SPDX-License-Identifier: Apache-2.0
 *
 * Digests.
 */
#ifndef _CORECRYPTO_CCDIGEST_H_
#define _CORECRYPTO_CCDIGEST_H_

#include <corecrypto/cc.h>

struct ccdigest_ctx;
typedef struct ccdigest_ctx *ccdigest_ctx_t;
typedef struct ccdigest_state *ccdigest_state_t;

struct ccdigest_info {
  size_t output_size;
  size_t state_size;
  size_t block_size;
  size_t oid_size;
  const unsigned char *oid;
  const void *initial_state;
};

__BEGIN_DECLS
void ccdigest(const struct ccdigest_info *info, size_t length, const void *data, void *digest);
void ccdigest_init(const struct ccdigest_info *info, ccdigest_ctx_t context);
void ccdigest_update(const struct ccdigest_info *info, ccdigest_ctx_t context, size_t length,
                     const void *data);
__END_DECLS

#endif /* _CORECRYPTO_CCDIGEST_H_ */

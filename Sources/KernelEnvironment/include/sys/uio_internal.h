/* SPDX-License-Identifier: Apache-2.0
 *
 * Transfers in a buffer of the caller.
 */
#ifndef _SYS_UIO_INTERNAL_H_
#define _SYS_UIO_INTERNAL_H_

#include <sys/uio.h>

/* Room for a transfer of so many vectors. */
#define UIO_SIZEOF(vectors) (48 + sizeof(struct user_iovec) * (vectors))

__BEGIN_DECLS
uio_t uio_createwithbuffer(int vectors, off_t offset, int spacetype, int iodirection, void *buffer,
                           size_t size) KF(uio_createwithbuffer);
__END_DECLS

#endif /* _SYS_UIO_INTERNAL_H_ */

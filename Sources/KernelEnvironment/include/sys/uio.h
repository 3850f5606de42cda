/* SPDX-License-Identifier: Apache-2.0
 *
 * Scatter/gather vectors, and the kernel's description of a transfer.
 */
#ifndef _SYS_UIO_H_
#define _SYS_UIO_H_

#include <sys/cdefs.h>
#include <sys/types.h>

struct iovec {
  void *iov_base;
  size_t iov_len;
};

struct iovec_32 {
  uint32_t iov_base;
  uint32_t iov_len;
};

struct user_iovec {
  user_addr_t iov_base;
  user_size_t iov_len;
};

enum uio_rw { UIO_READ, UIO_WRITE };

enum uio_seg {
  UIO_USERSPACE = 0,
  UIO_USERISPACE = 1,
  UIO_SYSSPACE = 2,
  UIO_PHYS_USERSPACE = 3,
  UIO_PHYS_SYSSPACE = 4,
  UIO_USERSPACE32 = 5,
  UIO_PHYS_USERSPACE32 = 6,
  UIO_USERSPACE64 = 8,
  UIO_PHYS_USERSPACE64 = 9,
  UIO_SYSSPACE32 = 11
};

#define UIO_SEG_IS_USER_SPACE(seg)                                                      \
  ((seg) == UIO_USERSPACE64 || (seg) == UIO_USERSPACE32 || (seg) == UIO_USERSPACE ||    \
   (seg) == UIO_USERISPACE)

#define UIO_MAXIOV 1024
#define UIO_SMALLIOV 8

__BEGIN_DECLS
uio_t uio_create(int iovcount, off_t offset, int spacetype, int direction) KF(uio_create);
void uio_reset(uio_t uio, off_t offset, int spacetype, int direction) KF(uio_reset);
uio_t uio_duplicate(uio_t uio) KF(uio_duplicate);
void uio_free(uio_t uio) KF(uio_free);
int uio_addiov(uio_t uio, user_addr_t base, user_size_t length) KF(uio_addiov);
int uio_getiov(uio_t uio, int index, user_addr_t *base, user_size_t *length) KF(uio_getiov);
void uio_update(uio_t uio, user_size_t count) KF(uio_update);
user_ssize_t uio_resid(uio_t uio) KF(uio_resid);
void uio_setresid(uio_t uio, user_ssize_t value) KF(uio_setresid);
int uio_iovcnt(uio_t uio) KF(uio_iovcnt);
off_t uio_offset(uio_t uio) KF(uio_offset);
void uio_setoffset(uio_t uio, off_t offset) KF(uio_setoffset);
int uio_rw(uio_t uio) KF(uio_rw);
void uio_setrw(uio_t uio, int direction) KF(uio_setrw);
int uio_isuserspace(uio_t uio) KF(uio_isuserspace);
user_addr_t uio_curriovbase(uio_t uio) KF(uio_curriovbase);
user_size_t uio_curriovlen(uio_t uio) KF(uio_curriovlen);
int uiomove(const char *address, int count, uio_t uio) KF(uiomove);
int uiomove64(uint64_t address, int count, uio_t uio) KF(uiomove64);
__END_DECLS

#endif /* _SYS_UIO_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * The system's types with Darwin's widths, and device numbers with a 24-bit minor part.
 */
#ifndef _SYS_TYPES_H_
#define _SYS_TYPES_H_

#include <sys/appleapiopts.h>
#include <sys/cdefs.h>
#include <machine/types.h>
#include <machine/endian.h>

typedef unsigned char u_char;
typedef unsigned short u_short;
typedef unsigned int u_int;
typedef unsigned long u_long;
typedef unsigned short ushort;
typedef unsigned int uint;
typedef u_int64_t u_quad_t;
typedef int64_t quad_t;
typedef quad_t *qaddr_t;

typedef char *caddr_t;
typedef const char *c_caddr_t;
typedef volatile char *v_caddr_t;
typedef int32_t daddr_t;
typedef int64_t daddr64_t;
typedef __darwin_dev_t dev_t;
typedef u_int32_t fixpt_t;
typedef __darwin_blkcnt_t blkcnt_t;
typedef __darwin_blksize_t blksize_t;
typedef __darwin_gid_t gid_t;
typedef __darwin_uid_t uid_t;
typedef __darwin_id_t id_t;
typedef __darwin_pid_t pid_t;
typedef __darwin_ino_t ino_t;
typedef __darwin_ino64_t ino64_t;
typedef __int32_t key_t;
typedef __darwin_mode_t mode_t;
typedef __uint16_t nlink_t;
typedef __darwin_off_t off_t;
typedef int32_t segsz_t;
typedef int32_t swblk_t;
typedef __darwin_clock_t clock_t;
typedef __darwin_time_t time_t;
typedef __darwin_suseconds_t suseconds_t;
typedef __uint32_t useconds_t;
typedef __uint32_t in_addr_t;
typedef __uint16_t in_port_t;
typedef __darwin_socklen_t socklen_t;
typedef __uint8_t sa_family_t;
typedef unsigned int fsblkcnt_t;
typedef unsigned int fsfilcnt_t;
typedef u_int64_t fsid64_t;
typedef size_t rsize_t;
typedef int errno_t;
typedef __darwin_sigset_t sigset_t;
typedef __builtin_va_list __kface_va_list;

#ifndef _FSID_T
#define _FSID_T
typedef struct fsid {
  int32_t val[2];
} fsid_t;
#endif

#define major(device) ((int32_t)(((u_int32_t)(device) >> 24) & 0xff))
#define minor(device) ((int32_t)((device) & 0xffffff))
#define makedev(major_part, minor_part) ((dev_t)(((major_part) << 24) | (minor_part)))

#define NBBY 8

/* Sets of descriptors. */
#define __DARWIN_FD_SETSIZE 1024
#define FD_SETSIZE __DARWIN_FD_SETSIZE
#define NFDBITS 32
typedef __int32_t fd_mask;
typedef struct fd_set {
  __int32_t fds_bits[FD_SETSIZE / 32];
} fd_set;
#define FD_SET(n, set) ((set)->fds_bits[(n) / 32] |= (1 << ((n) % 32)))
#define FD_CLR(n, set) ((set)->fds_bits[(n) / 32] &= ~(1 << ((n) % 32)))
#define FD_ISSET(n, set) (((set)->fds_bits[(n) / 32] >> ((n) % 32)) & 1)
#define FD_ZERO(set) __builtin_memset((set), 0, sizeof(*(set)))

/* Sources reach the handles of the kernel through this header as often as by name. */
#include <sys/kernel_types.h>

#endif /* _SYS_TYPES_H_ */

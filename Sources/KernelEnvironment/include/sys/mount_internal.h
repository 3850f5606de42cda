/* SPDX-License-Identifier: Apache-2.0
 *
 * Fields of a mount that sources of the kernel itself read, and what they get with this header.
 */
#ifndef _SYS_MOUNT_INTERNAL_H_
#define _SYS_MOUNT_INTERNAL_H_

#include <sys/lock.h>
#include <net/radix.h>
#include <sys/mount.h>
#include <sys/proc_internal.h>
#include <sys/socket.h>

/* A mount is what kface_mount_create() makes: nothing but the harness writes its flags. */
struct mount {
  struct vfsstatfs mnt_vfsstat;
  uint64_t mnt_flag;
  void *mnt_data;
  uint32_t mnt_kern_flag;
  uint32_t mnt_lflag;
};

#define MNTK_UNMOUNT_PREFLIGHT 0x00020000
#define MNTK_NAMED_STREAMS 0x00040000
#define MNTK_EXTENDED_ATTRS 0x00080000
#define MNTK_LOCK_LOCAL 0x00100000
#define MNTK_VIRTUALDEV 0x00200000
#define MNTK_ROOTDEV 0x00400000
#define MNTK_SSD 0x00800000
#define MNTK_UNMOUNT 0x01000000
#define MNTK_MWAIT 0x02000000
#define MNTK_WANTRDWR 0x04000000
#define MNTK_FRCUNMOUNT 0x10000000
#define MNTK_AUTH_OPAQUE 0x20000000
#define MNTK_AUTH_OPAQUE_ACCESS 0x40000000
#define MNTK_EXTENDED_SECURITY 0x80000000

#define MNT_LNOTRESP 0x00000001
#define MNT_LUNMOUNT 0x00000002
#define MNT_LFORCE 0x00000004
#define MNT_LDRAIN 0x00000008
#define MNT_LITER 0x00000010
#define MNT_LNEWVN 0x00000020
#define MNT_LWAIT 0x00000040
#define MNT_LITERWAIT 0x00000080
#define MNT_LDEAD 0x00000100

#endif /* _SYS_MOUNT_INTERNAL_H_ */

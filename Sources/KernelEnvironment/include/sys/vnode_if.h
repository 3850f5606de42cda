/* SPDX-License-Identifier: Apache-2.0
 *
 * The operations of a vnode: their argument records and descriptors.
 */
#ifndef _SYS_VNODE_IF_H_
#define _SYS_VNODE_IF_H_

#include <sys/appleapiopts.h>
#include <sys/cdefs.h>
#include <sys/buf.h>
#include <sys/fcntl.h>
#include <sys/vnode.h>

struct knote;

struct vnop_lookup_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_dvp;
  vnode_t *a_vpp;
  struct componentname *a_cnp;
  vfs_context_t a_context;
};
struct vnop_create_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_dvp;
  vnode_t *a_vpp;
  struct componentname *a_cnp;
  struct vnode_attr *a_vap;
  vfs_context_t a_context;
};
struct vnop_mknod_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_dvp;
  vnode_t *a_vpp;
  struct componentname *a_cnp;
  struct vnode_attr *a_vap;
  vfs_context_t a_context;
};
struct vnop_open_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_vp;
  int a_mode;
  vfs_context_t a_context;
};
struct vnop_close_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_vp;
  int a_fflag;
  vfs_context_t a_context;
};
struct vnop_access_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_vp;
  int a_action;
  vfs_context_t a_context;
};
struct vnop_getattr_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_vp;
  struct vnode_attr *a_vap;
  vfs_context_t a_context;
};
struct vnop_setattr_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_vp;
  struct vnode_attr *a_vap;
  vfs_context_t a_context;
};
struct vnop_read_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_vp;
  struct uio *a_uio;
  int a_ioflag;
  vfs_context_t a_context;
};
struct vnop_write_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_vp;
  struct uio *a_uio;
  int a_ioflag;
  vfs_context_t a_context;
};
struct vnop_ioctl_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_vp;
  u_long a_command;
  caddr_t a_data;
  int a_fflag;
  vfs_context_t a_context;
};
struct vnop_select_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_vp;
  int a_which;
  int a_fflags;
  void *a_wql;
  vfs_context_t a_context;
};
struct vnop_revoke_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_vp;
  int a_flags;
  vfs_context_t a_context;
};
struct vnop_mmap_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_vp;
  int a_fflags;
  vfs_context_t a_context;
};
enum nsoperation { NS_OPEN, NS_CREATE, NS_DELETE };
struct vnop_mmap_check_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_vp;
  int a_flags;
  vfs_context_t a_context;
};
struct vnop_getnamedstream_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_vp;
  vnode_t *a_svpp;
  const char *a_name;
  enum nsoperation a_operation;
  int a_flags;
  vfs_context_t a_context;
};
struct vnop_makenamedstream_args {
  struct vnodeop_desc *a_desc;
  vnode_t *a_svpp;
  vnode_t a_vp;
  const char *a_name;
  int a_flags;
  vfs_context_t a_context;
};
struct vnop_removenamedstream_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_vp;
  vnode_t a_svp;
  const char *a_name;
  int a_flags;
  vfs_context_t a_context;
};
struct vnop_mnomap_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_vp;
  vfs_context_t a_context;
};
struct vnop_fsync_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_vp;
  int a_waitfor;
  vfs_context_t a_context;
};
struct vnop_remove_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_dvp;
  vnode_t a_vp;
  struct componentname *a_cnp;
  int a_flags;
  vfs_context_t a_context;
};
struct vnop_link_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_vp;
  vnode_t a_tdvp;
  struct componentname *a_cnp;
  vfs_context_t a_context;
};
struct vnop_rename_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_fdvp;
  vnode_t a_fvp;
  struct componentname *a_fcnp;
  vnode_t a_tdvp;
  vnode_t a_tvp;
  struct componentname *a_tcnp;
  vfs_context_t a_context;
};
struct vnop_mkdir_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_dvp;
  vnode_t *a_vpp;
  struct componentname *a_cnp;
  struct vnode_attr *a_vap;
  vfs_context_t a_context;
};
struct vnop_rmdir_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_dvp;
  vnode_t a_vp;
  struct componentname *a_cnp;
  vfs_context_t a_context;
};
struct vnop_symlink_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_dvp;
  vnode_t *a_vpp;
  struct componentname *a_cnp;
  struct vnode_attr *a_vap;
  char *a_target;
  vfs_context_t a_context;
};
struct vnop_readdir_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_vp;
  struct uio *a_uio;
  int a_flags;
  int *a_eofflag;
  int *a_numdirent;
  vfs_context_t a_context;
};
struct vnop_readlink_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_vp;
  struct uio *a_uio;
  vfs_context_t a_context;
};
struct vnop_inactive_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_vp;
  vfs_context_t a_context;
};
struct vnop_reclaim_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_vp;
  vfs_context_t a_context;
};
struct vnop_pathconf_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_vp;
  int a_name;
  int32_t *a_retval;
  vfs_context_t a_context;
};
struct vnop_advlock_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_vp;
  caddr_t a_id;
  int a_op;
  struct flock *a_fl;
  int a_flags;
  vfs_context_t a_context;
};
struct vnop_pagein_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_vp;
  upl_t a_pl;
  uint32_t a_pl_offset;
  off_t a_f_offset;
  size_t a_size;
  int a_flags;
  vfs_context_t a_context;
};
struct vnop_pageout_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_vp;
  upl_t a_pl;
  uint32_t a_pl_offset;
  off_t a_f_offset;
  size_t a_size;
  int a_flags;
  vfs_context_t a_context;
};
struct vnop_getxattr_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_vp;
  const char *a_name;
  uio_t a_uio;
  size_t *a_size;
  int a_options;
  vfs_context_t a_context;
};
struct vnop_setxattr_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_vp;
  const char *a_name;
  uio_t a_uio;
  int a_options;
  vfs_context_t a_context;
};
struct vnop_removexattr_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_vp;
  const char *a_name;
  int a_options;
  vfs_context_t a_context;
};
struct vnop_listxattr_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_vp;
  uio_t a_uio;
  size_t *a_size;
  int a_options;
  vfs_context_t a_context;
};
struct vnop_strategy_args {
  struct vnodeop_desc *a_desc;
  struct buf *a_bp;
};
struct vnop_bwrite_args {
  struct vnodeop_desc *a_desc;
  buf_t a_bp;
};
struct vnop_blktooff_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_vp;
  daddr64_t a_lblkno;
  off_t *a_offset;
};
struct vnop_offtoblk_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_vp;
  off_t a_offset;
  daddr64_t *a_lblkno;
};
struct vnop_blockmap_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_vp;
  off_t a_foffset;
  size_t a_size;
  daddr64_t *a_bpn;
  size_t *a_run;
  void *a_poff;
  int a_flags;
  vfs_context_t a_context;
};
struct vnop_kqfilt_add_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_vp;
  struct knote *a_kn;
  struct proc *p;
  vfs_context_t a_context;
};
struct vnop_monitor_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_vp;
  uint32_t a_events;
  uint32_t a_flags;
  void *a_handle;
  vfs_context_t a_context;
};
struct vnop_allocate_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_vp;
  off_t a_length;
  uint32_t a_flags;
  off_t *a_bytesallocated;
  off_t a_offset;
  vfs_context_t a_context;
};
struct vnop_exchange_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_fvp;
  vnode_t a_tvp;
  int a_options;
  vfs_context_t a_context;
};
struct vnop_copyfile_args {
  struct vnodeop_desc *a_desc;
  vnode_t a_fvp;
  vnode_t a_tdvp;
  vnode_t a_tvp;
  struct componentname *a_tcnp;
  int a_mode;
  int a_flags;
  vfs_context_t a_context;
};

/* Nothing behind these here: a build names them as missing. */
__BEGIN_DECLS
extern struct vnodeop_desc vnop_lookup_desc;
extern struct vnodeop_desc vnop_create_desc;
extern struct vnodeop_desc vnop_mknod_desc;
extern struct vnodeop_desc vnop_open_desc;
extern struct vnodeop_desc vnop_close_desc;
extern struct vnodeop_desc vnop_access_desc;
extern struct vnodeop_desc vnop_getattr_desc;
extern struct vnodeop_desc vnop_setattr_desc;
extern struct vnodeop_desc vnop_read_desc;
extern struct vnodeop_desc vnop_write_desc;
extern struct vnodeop_desc vnop_ioctl_desc;
extern struct vnodeop_desc vnop_select_desc;
extern struct vnodeop_desc vnop_revoke_desc;
extern struct vnodeop_desc vnop_mmap_desc;
extern struct vnodeop_desc vnop_mnomap_desc;
extern struct vnodeop_desc vnop_fsync_desc;
extern struct vnodeop_desc vnop_remove_desc;
extern struct vnodeop_desc vnop_link_desc;
extern struct vnodeop_desc vnop_rename_desc;
extern struct vnodeop_desc vnop_mkdir_desc;
extern struct vnodeop_desc vnop_rmdir_desc;
extern struct vnodeop_desc vnop_symlink_desc;
extern struct vnodeop_desc vnop_readdir_desc;
extern struct vnodeop_desc vnop_readlink_desc;
extern struct vnodeop_desc vnop_inactive_desc;
extern struct vnodeop_desc vnop_reclaim_desc;
extern struct vnodeop_desc vnop_pathconf_desc;
extern struct vnodeop_desc vnop_advlock_desc;
extern struct vnodeop_desc vnop_pagein_desc;
extern struct vnodeop_desc vnop_pageout_desc;
extern struct vnodeop_desc vnop_getxattr_desc;
extern struct vnodeop_desc vnop_setxattr_desc;
extern struct vnodeop_desc vnop_removexattr_desc;
extern struct vnodeop_desc vnop_listxattr_desc;
extern struct vnodeop_desc vnop_strategy_desc;
extern struct vnodeop_desc vnop_bwrite_desc;
extern struct vnodeop_desc vnop_blktooff_desc;
extern struct vnodeop_desc vnop_offtoblk_desc;
extern struct vnodeop_desc vnop_blockmap_desc;
extern struct vnodeop_desc vnop_kqfilt_add_desc;
extern struct vnodeop_desc vnop_monitor_desc;
extern struct vnodeop_desc vnop_allocate_desc;
extern struct vnodeop_desc vnop_exchange_desc;
extern struct vnodeop_desc vnop_copyfile_desc;
extern struct vnodeop_desc vnop_default_desc;

/* The operations as calls. Nothing behind these here: a build names them as missing. */
errno_t VNOP_LOOKUP(vnode_t dvp, vnode_t *vpp, struct componentname *name, vfs_context_t context);
errno_t VNOP_CREATE(vnode_t dvp, vnode_t *vpp, struct componentname *name,
                    struct vnode_attr *attributes, vfs_context_t context);
errno_t VNOP_MKNOD(vnode_t dvp, vnode_t *vpp, struct componentname *name,
                   struct vnode_attr *attributes, vfs_context_t context);
errno_t VNOP_OPEN(vnode_t vp, int mode, vfs_context_t context);
errno_t VNOP_CLOSE(vnode_t vp, int flags, vfs_context_t context);
errno_t VNOP_ACCESS(vnode_t vp, int action, vfs_context_t context);
errno_t VNOP_GETATTR(vnode_t vp, struct vnode_attr *attributes, vfs_context_t context);
errno_t VNOP_SETATTR(vnode_t vp, struct vnode_attr *attributes, vfs_context_t context);
errno_t VNOP_READ(vnode_t vp, struct uio *uio, int flags, vfs_context_t context);
errno_t VNOP_WRITE(vnode_t vp, struct uio *uio, int flags, vfs_context_t context);
errno_t VNOP_IOCTL(vnode_t vp, u_long command, caddr_t data, int flags, vfs_context_t context);
errno_t VNOP_SELECT(vnode_t vp, int which, int flags, void *list, vfs_context_t context);
errno_t VNOP_REVOKE(vnode_t vp, int flags, vfs_context_t context);
errno_t VNOP_MMAP(vnode_t vp, int flags, vfs_context_t context);
errno_t VNOP_MNOMAP(vnode_t vp, vfs_context_t context);
errno_t VNOP_FSYNC(vnode_t vp, int waitfor, vfs_context_t context);
errno_t VNOP_REMOVE(vnode_t dvp, vnode_t vp, struct componentname *name, int flags,
                    vfs_context_t context);
errno_t VNOP_LINK(vnode_t vp, vnode_t tdvp, struct componentname *name, vfs_context_t context);
errno_t VNOP_RENAME(vnode_t fdvp, vnode_t fvp, struct componentname *from, vnode_t tdvp,
                    vnode_t tvp, struct componentname *to, vfs_context_t context);
errno_t VNOP_MKDIR(vnode_t dvp, vnode_t *vpp, struct componentname *name,
                   struct vnode_attr *attributes, vfs_context_t context);
errno_t VNOP_RMDIR(vnode_t dvp, vnode_t vp, struct componentname *name, vfs_context_t context);
errno_t VNOP_SYMLINK(vnode_t dvp, vnode_t *vpp, struct componentname *name,
                     struct vnode_attr *attributes, char *target, vfs_context_t context);
errno_t VNOP_READDIR(vnode_t vp, struct uio *uio, int flags, int *end, int *entries,
                     vfs_context_t context);
errno_t VNOP_READLINK(vnode_t vp, struct uio *uio, vfs_context_t context);
errno_t VNOP_INACTIVE(vnode_t vp, vfs_context_t context);
errno_t VNOP_RECLAIM(vnode_t vp, vfs_context_t context);
errno_t VNOP_PATHCONF(vnode_t vp, int name, int32_t *value, vfs_context_t context);
errno_t VNOP_ADVLOCK(vnode_t vp, caddr_t id, int operation, struct flock *lock, int flags,
                     vfs_context_t context);
errno_t VNOP_GETXATTR(vnode_t vp, const char *name, uio_t uio, size_t *size, int options,
                      vfs_context_t context);
errno_t VNOP_SETXATTR(vnode_t vp, const char *name, uio_t uio, int options, vfs_context_t context);
errno_t VNOP_REMOVEXATTR(vnode_t vp, const char *name, int options, vfs_context_t context);
errno_t VNOP_LISTXATTR(vnode_t vp, uio_t uio, size_t *size, int options, vfs_context_t context);
errno_t VNOP_BLOCKMAP(vnode_t vp, off_t offset, size_t size, daddr64_t *block, size_t *run,
                      void *poff, int flags, vfs_context_t context);
errno_t VNOP_STRATEGY(struct buf *buffer);
errno_t VNOP_BWRITE(struct buf *buffer);
__END_DECLS

#endif /* _SYS_VNODE_IF_H_ */

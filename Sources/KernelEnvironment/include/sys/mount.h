/* SPDX-License-Identifier: Apache-2.0
 *
 * Mounted file systems: an opaque mount with flags and a statfs record, as clients of the socket
 * interface use it. Nothing is mounted.
 */
#ifndef _SYS_MOUNT_H_
#define _SYS_MOUNT_H_

#include <sys/appleapiopts.h>
#include <sys/cdefs.h>
#include <sys/attr.h>
#include <sys/types.h>
#include <sys/param.h>
#include <sys/queue.h>
#include <sys/ucred.h>
#include <sys/kernel_types.h>
#include <sys/vfs_context.h>

#define MFSNAMELEN 15
#define MFSTYPENAMELEN 16
#define MNAMELEN MAXPATHLEN
#define VFS_MAX_PROCINFO 16

struct vfsstatfs {
  uint32_t f_bsize;
  size_t f_iosize;
  uint64_t f_blocks;
  uint64_t f_bfree;
  uint64_t f_bavail;
  uint64_t f_bused;
  uint64_t f_files;
  uint64_t f_ffree;
  fsid_t f_fsid;
  uid_t f_owner;
  uint64_t f_flags;
  char f_fstypename[MFSTYPENAMELEN];
  char f_mntonname[MAXPATHLEN];
  char f_mntfromname[MAXPATHLEN];
  uint32_t f_fssubtype;
  void *f_reserved[2];
};

struct statfs {
  uint32_t f_bsize;
  int32_t f_iosize;
  uint64_t f_blocks;
  uint64_t f_bfree;
  uint64_t f_bavail;
  uint64_t f_files;
  uint64_t f_ffree;
  fsid_t f_fsid;
  uid_t f_owner;
  uint32_t f_type;
  uint32_t f_flags;
  uint32_t f_fssubtype;
  char f_fstypename[MFSTYPENAMELEN];
  char f_mntonname[MAXPATHLEN];
  char f_mntfromname[MAXPATHLEN];
  uint32_t f_reserved[8];
};

#define MNT_RDONLY 0x00000001
#define MNT_SYNCHRONOUS 0x00000002
#define MNT_NOEXEC 0x00000004
#define MNT_NOSUID 0x00000008
#define MNT_NODEV 0x00000010
#define MNT_UNION 0x00000020
#define MNT_ASYNC 0x00000040
#define MNT_EXPORTED 0x00000100
#define MNT_QUARANTINE 0x00000400
#define MNT_LOCAL 0x00001000
#define MNT_QUOTA 0x00002000
#define MNT_ROOTFS 0x00004000
#define MNT_DONTBROWSE 0x00100000
#define MNT_IGNORE_OWNERSHIP 0x00200000
#define MNT_AUTOMOUNTED 0x00400000
#define MNT_JOURNALED 0x00800000
#define MNT_NOATIME 0x10000000
#define MNT_UPDATE 0x00010000
#define MNT_RELOAD 0x00040000
#define MNT_FORCE 0x00080000
#define MNT_WAIT 1
#define MNT_NOWAIT 2

#define VQ_NOTRESP 0x0001
#define VQ_NEEDAUTH 0x0002
#define VQ_LOWDISK 0x0004
#define VQ_MOUNT 0x0008
#define VQ_UNMOUNT 0x0010
#define VQ_DEAD 0x0020
#define VQ_ASSIST 0x0040
#define VQ_NOTRESPLOCK 0x0080
#define VQ_UPDATE 0x0100
#define VFS_STATFS_NONE 0

/* A handle of a file system object, as long as any version of NFS has it. */
#define NFSV2_MAX_FH_SIZE 32
#define NFSV3_MAX_FH_SIZE 64
#define NFSV4_MAX_FH_SIZE 128
#define NFS_MAX_FH_SIZE NFSV4_MAX_FH_SIZE
struct fhandle {
  unsigned int fh_len;
  unsigned char fh_data[NFS_MAX_FH_SIZE];
};
typedef struct fhandle fhandle_t;

/* What a file system gives to be known. */
struct vnode_attr;
struct vnodeopv_desc;
struct vfs_attr {
  uint64_t f_supported;
  uint64_t f_active;
  uint64_t f_objcount;
  uint64_t f_filecount;
  uint64_t f_dircount;
  uint64_t f_maxobjcount;
  uint32_t f_bsize;
  size_t f_iosize;
  uint64_t f_blocks;
  uint64_t f_bfree;
  uint64_t f_bavail;
  uint64_t f_bused;
  uint64_t f_files;
  uint64_t f_ffree;
  fsid_t f_fsid;
  uid_t f_owner;
  vol_capabilities_attr_t f_capabilities;
  vol_attributes_attr_t f_attributes;
  struct timespec f_create_time;
  struct timespec f_modify_time;
  struct timespec f_access_time;
  struct timespec f_backup_time;
  uint32_t f_fssubtype;
  char *f_vol_name;
  uint16_t f_signature;
  uint16_t f_carbon_fsid;
};
#define VFSATTR_f_objcount (1LL << 0)
#define VFSATTR_f_filecount (1LL << 1)
#define VFSATTR_f_dircount (1LL << 2)
#define VFSATTR_f_maxobjcount (1LL << 3)
#define VFSATTR_f_bsize (1LL << 4)
#define VFSATTR_f_iosize (1LL << 5)
#define VFSATTR_f_blocks (1LL << 6)
#define VFSATTR_f_bfree (1LL << 7)
#define VFSATTR_f_bavail (1LL << 8)
#define VFSATTR_f_bused (1LL << 9)
#define VFSATTR_f_files (1LL << 10)
#define VFSATTR_f_ffree (1LL << 11)
#define VFSATTR_f_fsid (1LL << 12)
#define VFSATTR_f_owner (1LL << 13)
#define VFSATTR_f_capabilities (1LL << 14)
#define VFSATTR_f_attributes (1LL << 15)
#define VFSATTR_f_create_time (1LL << 16)
#define VFSATTR_f_modify_time (1LL << 17)
#define VFSATTR_f_access_time (1LL << 18)
#define VFSATTR_f_backup_time (1LL << 19)
#define VFSATTR_f_fssubtype (1LL << 20)
#define VFSATTR_f_vol_name (1LL << 21)
#define VFSATTR_f_signature (1LL << 22)
#define VFSATTR_f_carbon_fsid (1LL << 23)
#define VFSATTR_INIT(s) ((s)->f_supported = (s)->f_active = 0)
#define VFSATTR_SET_SUPPORTED(s, a) ((s)->f_supported |= VFSATTR_##a)
#define VFSATTR_IS_SUPPORTED(s, a) ((s)->f_supported & VFSATTR_##a)
#define VFSATTR_IS_ACTIVE(s, a) ((s)->f_active & VFSATTR_##a)
#define VFSATTR_WANTED(s, a) ((s)->f_active |= VFSATTR_##a)
#define VFSATTR_RETURN(s, a, x)  \
  do {                           \
    (s)->a = (x);                \
    VFSATTR_SET_SUPPORTED(s, a); \
  } while (0)

struct vfsconf;
struct vfsioattr;
struct vfsops {
  int (*vfs_mount)(struct mount *mp, vnode_t device, user_addr_t data, vfs_context_t context);
  int (*vfs_start)(struct mount *mp, int flags, vfs_context_t context);
  int (*vfs_unmount)(struct mount *mp, int flags, vfs_context_t context);
  int (*vfs_root)(struct mount *mp, struct vnode **vpp, vfs_context_t context);
  int (*vfs_quotactl)(struct mount *mp, int command, uid_t uid, caddr_t argument,
                      vfs_context_t context);
  int (*vfs_getattr)(struct mount *mp, struct vfs_attr *attributes, vfs_context_t context);
  int (*vfs_sync)(struct mount *mp, int wait, vfs_context_t context);
  int (*vfs_vget)(struct mount *mp, ino64_t number, struct vnode **vpp, vfs_context_t context);
  int (*vfs_fhtovp)(struct mount *mp, int length, unsigned char *handle, struct vnode **vpp,
                    vfs_context_t context);
  int (*vfs_vptofh)(struct vnode *vp, int *length, unsigned char *handle, vfs_context_t context);
  int (*vfs_init)(struct vfsconf *);
  int (*vfs_sysctl)(int *, u_int, user_addr_t, size_t *, user_addr_t, size_t,
                    vfs_context_t context);
  int (*vfs_setattr)(struct mount *mp, struct vfs_attr *attributes, vfs_context_t context);
  void *vfs_reserved[7];
};
struct vfs_fsentry {
  struct vfsops *vfe_vfsops;
  int vfe_vopcnt;
  struct vnodeopv_desc **vfe_opvdescs;
  int vfe_fstypenum;
  char vfe_fsname[MFSNAMELEN];
  uint32_t vfe_flags;
  void *vfe_reserv[2];
};
#define VFS_TBLTHREADSAFE 0x0001
#define VFS_TBLFSNODELOCK 0x0002
#define VFS_TBLNOTYPENUM 0x0008
#define VFS_TBLLOCALVOL 0x0010
#define VFS_TBL64BITREADY 0x0020
#define VFS_TBLNATIVEXATTR 0x0040
#define VFS_TBLDIRLINKS 0x0080
#define VFS_TBLUNMOUNT_PREFLIGHT 0x0100
#define VFS_TBLGENERICMNTARGS 0x0200
#define VFS_TBLREADDIR_EXTENDED 0x0400
#define VFS_TBLNOMACLABEL 0x1000
struct vfsconf {
  uint32_t vfc_reserved1;
  char vfc_name[MFSNAMELEN];
  int vfc_typenum;
  int vfc_refcount;
  int vfc_flags;
  uint32_t vfc_reserved2;
  uint32_t vfc_reserved3;
};

__BEGIN_DECLS
int vfs_busy(mount_t mount, int flags) KF(vfs_busy);
void vfs_unbusy(mount_t mount) KF(vfs_unbusy);
int vfs_isforce(mount_t mount) KF(vfs_isforce);
int vfs_isunmount(mount_t mount) KF(vfs_isunmount);
int vfs_isupdate(mount_t mount) KF(vfs_isupdate);
int vfs_isrdonly(mount_t mount) KF(vfs_isrdonly);
int vfs_issynchronous(mount_t mount) KF(vfs_issynchronous);
int vfs_isreload(mount_t mount) KF(vfs_isreload);
uint64_t vfs_flags(mount_t mount) KF(vfs_flags);
void vfs_setflags(mount_t mount, uint64_t flags) KF(vfs_setflags);
void vfs_clearflags(mount_t mount, uint64_t flags) KF(vfs_clearflags);
void *vfs_fsprivate(mount_t mount) KF(vfs_fsprivate);
void vfs_setfsprivate(mount_t mount, void *data) KF(vfs_setfsprivate);
struct vfsstatfs *vfs_statfs(mount_t mount) KF(vfs_statfs);
int vfs_typenum(mount_t mount) KF(vfs_typenum);
void vfs_name(mount_t mount, char *name) KF(vfs_name);
int vfs_maxsymlen(mount_t mount) KF(vfs_maxsymlen);
void vfs_event_signal(fsid_t *fsid, u_int32_t event, intptr_t data) KF(vfs_event_signal);
void vfs_event_init(void) KF(vfs_event_init);
void vfs_getnewfsid(mount_t mount) KF(vfs_getnewfsid);
mount_t vfs_getvfs(fsid_t *fsid) KF(vfs_getvfs);
int vfs_authopaque(mount_t mount) KF(vfs_authopaque);
int vfs_64bitready(mount_t mount) KF(vfs_64bitready);
/* Nothing behind these here: a build names them as missing. */
int vfs_fsadd(struct vfs_fsentry *entry, vfstable_t *handle);
int vfs_fsremove(vfstable_t handle);
int vfs_update_vfsstat(mount_t mount, vfs_context_t context, int event);
void vfs_setauthopaque(mount_t mount);
void vfs_setextendedsecurity(mount_t mount);
void vfs_clearextendedsecurity(mount_t mount);
int vfs_mountedon(struct vnode *vnode);
uint32_t vfs_authcache_ttl(mount_t mount);
void vfs_setauthcache_ttl(mount_t mount, uint32_t seconds);
void vfs_clearauthopaque(mount_t mount);
void vfs_setmaxsymlen(mount_t mount, uint32_t length);
int vfs_setlocklocal(mount_t mount);
int vfs_iterate(int flags, int (*callout)(struct mount *, void *), void *argument);
int vflush(struct mount *mount, struct vnode *skip, int flags);
#define SKIPSYSTEM 0x0001
#define FORCECLOSE 0x0002
#define WRITECLOSE 0x0004
#define SKIPSWAP 0x0008
#define SKIPROOT 0x0010
void vfs_setauthopaqueaccess(mount_t mount);
void vfs_clearauthopaqueaccess(mount_t mount);
int vfs_authopaqueaccess(mount_t mount);
int vfs_devblocksize(mount_t mount);
void vfs_ioattr(mount_t mount, struct vfsioattr *attributes);
void vfs_setioattr(mount_t mount, struct vfsioattr *attributes);

/* Makes a mount for a test: statfs fields zero but for the source name. */
mount_t kface_mount_create(const char *from_name) KF(mount_create);
void kface_mount_destroy(mount_t mount) KF(mount_destroy);
__END_DECLS

#endif /* _SYS_MOUNT_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Files as opaque vnodes: types, flags and the calls that only hold or ask. Operations of a file
 * system are beyond the environment.
 */
#ifndef _VNODE_H_
#define _VNODE_H_

#include <sys/appleapiopts.h>
#include <sys/cdefs.h>
#include <sys/kernel_types.h>
#include <sys/kauth.h>
#include <sys/attr.h>
#include <sys/fcntl.h>
#include <sys/uio.h>
#include <sys/vfs_context.h>

enum vtype { VNON, VREG, VDIR, VBLK, VCHR, VLNK, VSOCK, VFIFO, VBAD, VSTR, VCPLX };
enum vtagtype {
  VT_NON, VT_UFS, VT_NFS, VT_MFS, VT_MSDOSFS, VT_LFS, VT_LOFS, VT_FDESC, VT_PORTAL, VT_NULL,
  VT_UMAP, VT_KERNFS, VT_PROCFS, VT_AFS, VT_ISOFS, VT_MOCKFS, VT_HFS, VT_ZFS, VT_DEVFS,
  VT_WEBDAV, VT_UDF, VT_AFP, VT_CDDA, VT_CIFS, VT_OTHER
};
#define HAVE_VT_LOFS 1
/* Types of vnodes and of modes. */
static inline enum vtype IFTOVT(unsigned mode) {
  switch ((mode >> 12) & 15) {
    case 1: return VFIFO;
    case 2: return VCHR;
    case 4: return VDIR;
    case 6: return VBLK;
    case 8: return VREG;
    case 10: return VLNK;
    case 12: return VSOCK;
    case 15: return VBAD;
    default: return VNON;
  }
}
static inline int VTTOIF(enum vtype type) {
  switch (type) {
    case VREG: return 0100000;
    case VDIR: return 0040000;
    case VBLK: return 0060000;
    case VCHR: return 0020000;
    case VLNK: return 0120000;
    case VSOCK: return 0140000;
    case VFIFO: return 0010000;
    case VBAD: return 0170000;
    default: return 0;
  }
}
#define MAKEIMODE(type, mode) ((int)(VTTOIF((enum vtype)(type)) | (mode)))

#define V_SAVE 0x1
#define IO_UNIT 0x0001
#define IO_APPEND 0x0002
#define IO_SYNC 0x0004
#define IO_NODELOCKED 0x0008
#define IO_NDELAY 0x0010
#define IO_NOZEROFILL 0x0020
#define IO_TAILZEROFILL 0x0040
#define IO_HEADZEROFILL 0x0080
#define IO_NOZEROVALID 0x0100
#define IO_NOZERODIRTY 0x0200
#define IO_CLOSE 0x0400
#define IO_NOCACHE 0x4000
#define IO_RAOFF 0x8000
#define VNODE_READ 0x01
#define VNODE_WRITE 0x02
#define VNODE_EVENT_DELETE 0x00000001
#define VNODE_EVENT_WRITE 0x00000002
#define VNODE_EVENT_EXTEND 0x00000004
#define VNODE_EVENT_ATTRIB 0x00000008
#define VNODE_EVENT_LINK 0x00000010
#define VNODE_EVENT_RENAME 0x00000020
#define VNODE_EVENT_PERMS 0x00000040
#define VNODE_EVENT_FILE_CREATED 0x00000080
#define VNODE_EVENT_DIR_CREATED 0x00000100
#define VNODE_EVENT_FILE_REMOVED 0x00000200
#define VNODE_EVENT_DIR_REMOVED 0x00000400
#define VNODE_UPDATE_PARENT 0x01
#define VNODE_UPDATE_NAME 0x02
/* What the callout of an iteration answers. */
#define VNODE_RETURNED 0
#define VNODE_RETURNED_DONE 1
#define VNODE_CLAIMED 2
#define VNODE_CLAIMED_DONE 3
#define UT_NOTREADY 0
#define VSUID 04000
#define VSGID 02000
#define VSVTX 01000
#define VREAD 00400
#define VWRITE 00200
#define VEXEC 00100
#define VNOVAL (-1)

struct componentname {
  uint32_t cn_nameiop;
  uint32_t cn_flags;
  void *cn_reserved1;
  void *cn_reserved2;
  char *cn_pnbuf;
  int cn_pnlen;
  char *cn_nameptr;
  int cn_namelen;
  uint32_t cn_hash;
  uint32_t cn_consume;
};
#define cn_context cn_reserved1
#define LOOKUP 0
#define CREATE 1
#define DELETE 2
#define RENAME 3

/* Operations, and the tables that a file system gives for them. */
struct vnodeop_desc {
  int vdesc_offset;
  const char *vdesc_name;
  int vdesc_flags;
  int *vdesc_vp_offsets;
  int vdesc_vpp_offset;
  int vdesc_cred_offset;
  int vdesc_proc_offset;
  int vdesc_componentname_offset;
  int vdesc_context_offset;
  caddr_t *vdesc_transports;
};
struct vnodeopv_entry_desc {
  struct vnodeop_desc *opve_op;
  int (*opve_impl)(void *);
};
struct vnodeopv_desc {
  int (***opv_desc_vector_p)(void *);
  struct vnodeopv_entry_desc *opv_desc_ops;
};

/* Attributes of a file: what is meaningful is marked. */
struct vnode_attr {
  uint64_t va_supported;
  uint64_t va_active;
  int va_vaflags;
  dev_t va_rdev;
  uint64_t va_nlink;
  uint64_t va_total_size;
  uint64_t va_total_alloc;
  uint64_t va_data_size;
  uint64_t va_data_alloc;
  uint32_t va_iosize;
  uid_t va_uid;
  gid_t va_gid;
  mode_t va_mode;
  uint32_t va_flags;
  struct kauth_acl *va_acl;
  struct timespec va_create_time;
  struct timespec va_access_time;
  struct timespec va_modify_time;
  struct timespec va_change_time;
  struct timespec va_backup_time;
  uint64_t va_fileid;
  uint64_t va_linkid;
  uint64_t va_parentid;
  uint32_t va_fsid;
  uint64_t va_filerev;
  uint32_t va_gen;
  uint32_t va_encoding;
  enum vtype va_type;
  char *va_name;
  guid_t va_uuuid;
  guid_t va_guuid;
  uint64_t va_nchildren;
  uint64_t va_dirlinkcount;
  struct kauth_acl *va_base_acl;
  struct timespec va_addedtime;
};
#define __KF_ATTR(n) (1ULL << (n))
#define VNODE_ATTR_va_rdev __KF_ATTR(0)
#define VNODE_ATTR_va_nlink __KF_ATTR(1)
#define VNODE_ATTR_va_total_size __KF_ATTR(2)
#define VNODE_ATTR_va_total_alloc __KF_ATTR(3)
#define VNODE_ATTR_va_data_size __KF_ATTR(4)
#define VNODE_ATTR_va_data_alloc __KF_ATTR(5)
#define VNODE_ATTR_va_iosize __KF_ATTR(6)
#define VNODE_ATTR_va_uid __KF_ATTR(7)
#define VNODE_ATTR_va_gid __KF_ATTR(8)
#define VNODE_ATTR_va_mode __KF_ATTR(9)
#define VNODE_ATTR_va_flags __KF_ATTR(10)
#define VNODE_ATTR_va_acl __KF_ATTR(11)
#define VNODE_ATTR_va_create_time __KF_ATTR(12)
#define VNODE_ATTR_va_access_time __KF_ATTR(13)
#define VNODE_ATTR_va_modify_time __KF_ATTR(14)
#define VNODE_ATTR_va_change_time __KF_ATTR(15)
#define VNODE_ATTR_va_backup_time __KF_ATTR(16)
#define VNODE_ATTR_va_fileid __KF_ATTR(17)
#define VNODE_ATTR_va_linkid __KF_ATTR(18)
#define VNODE_ATTR_va_parentid __KF_ATTR(19)
#define VNODE_ATTR_va_fsid __KF_ATTR(20)
#define VNODE_ATTR_va_filerev __KF_ATTR(21)
#define VNODE_ATTR_va_gen __KF_ATTR(22)
#define VNODE_ATTR_va_encoding __KF_ATTR(23)
#define VNODE_ATTR_va_type __KF_ATTR(24)
#define VNODE_ATTR_va_name __KF_ATTR(25)
#define VNODE_ATTR_va_uuuid __KF_ATTR(26)
#define VNODE_ATTR_va_guuid __KF_ATTR(27)
#define VNODE_ATTR_va_nchildren __KF_ATTR(28)
#define VNODE_ATTR_va_dirlinkcount __KF_ATTR(29)
#define VNODE_ATTR_va_addedtime __KF_ATTR(30)
#define VATTR_INIT(v)                                          \
  do {                                                         \
    (v)->va_supported = (v)->va_active = 0;                    \
    (v)->va_vaflags = 0;                                       \
  } while (0)
#define VATTR_SET_ACTIVE(v, a) ((v)->va_active |= VNODE_ATTR_##a)
#define VATTR_SET_SUPPORTED(v, a) ((v)->va_supported |= VNODE_ATTR_##a)
#define VATTR_IS_SUPPORTED(v, a) ((v)->va_supported & VNODE_ATTR_##a)
#define VATTR_CLEAR_ACTIVE(v, a) ((v)->va_active &= ~VNODE_ATTR_##a)
#define VATTR_CLEAR_SUPPORTED(v, a) ((v)->va_supported &= ~VNODE_ATTR_##a)
#define VATTR_IS_ACTIVE(v, a) ((v)->va_active & VNODE_ATTR_##a)
#define VATTR_ALL_SUPPORTED(v) (((v)->va_active & (v)->va_supported) == (v)->va_active)
#define VATTR_INACTIVE_SUPPORTED(v)                            \
  do {                                                         \
    (v)->va_active &= ~(v)->va_supported;                      \
    (v)->va_supported = 0;                                     \
  } while (0)
#define VATTR_SET(v, a, x)                                     \
  do {                                                         \
    (v)->a = (x);                                              \
    VATTR_SET_ACTIVE(v, a);                                    \
  } while (0)
#define VATTR_WANTED(v, a) VATTR_SET_ACTIVE(v, a)
#define VATTR_RETURN(v, a, x)                                  \
  do {                                                         \
    (v)->a = (x);                                              \
    VATTR_SET_SUPPORTED(v, a);                                 \
  } while (0)
#define VATTR_NOT_RETURNED(v, a) (VATTR_IS_ACTIVE(v, a) && !VATTR_IS_SUPPORTED(v, a))

struct vnode_fsparam {
  struct mount *vnfs_mp;
  enum vtype vnfs_vtype;
  const char *vnfs_str;
  struct vnode *vnfs_dvp;
  void *vnfs_fsnode;
  int (**vnfs_vops)(void *);
  int vnfs_markroot;
  int vnfs_marksystem;
  dev_t vnfs_rdev;
  off_t vnfs_filesize;
  struct componentname *vnfs_cnp;
  uint32_t vnfs_flags;
};
#define VNFS_NOCACHE 0x01
#define VNFS_CANTCACHE 0x02
#define VNFS_ADDFSREF 0x04
#define VNCREATE_FLAVOR 0
#define VCREATESIZE sizeof(struct vnode_fsparam)

__BEGIN_DECLS
enum vtype vnode_vtype(vnode_t vnode) KF(vnode_vtype);
int vnode_get(vnode_t vnode) KF(vnode_get);
int vnode_getwithvid(vnode_t vnode, uint32_t vid) KF(vnode_getwithvid);
int vnode_put(vnode_t vnode) KF(vnode_put);
int vnode_ref(vnode_t vnode) KF(vnode_ref);
void vnode_rele(vnode_t vnode) KF(vnode_rele);
int vnode_recycle(vnode_t vnode) KF(vnode_recycle);
uint32_t vnode_vid(vnode_t vnode) KF(vnode_vid);
mount_t vnode_mount(vnode_t vnode) KF(vnode_mount);
int vnode_isreg(vnode_t vnode) KF(vnode_isreg);
int vnode_isdir(vnode_t vnode) KF(vnode_isdir);
int vnode_islnk(vnode_t vnode) KF(vnode_islnk);
int vnode_isvroot(vnode_t vnode) KF(vnode_isvroot);
int vnode_isinuse(vnode_t vnode, int references) KF(vnode_isinuse);
int vnode_isnocache(vnode_t vnode) KF(vnode_isnocache);
int vnode_tag(vnode_t vnode) KF(vnode_tag);
void *vnode_fsnode(vnode_t vnode) KF(vnode_fsnode);
void vnode_clearfsnode(vnode_t vnode) KF(vnode_clearfsnode);
const char *vnode_name(vnode_t vnode) KF(vnode_name);
const char *vnode_getname(vnode_t vnode) KF(vnode_name);
void vnode_putname(const char *name) KF(vnode_putname);
vnode_t vfs_rootvnode(void) KF(vfs_rootvnode);
vnode_t vnode_parent(vnode_t vnode) KF(vnode_parent);
/* There is no cache of names, and nobody watches a vnode. */
void cache_purge(vnode_t vnode) KF(cache_purge);
void cache_purge_negatives(vnode_t vnode) KF(cache_purge);
int vnode_ismonitored(vnode_t vnode) KF(vnode_ismonitored);
int vnode_notify(vnode_t vnode, uint32_t events, struct vnode_attr *attributes) KF(vnode_notify);
/* Nothing behind these here: a build names them as missing. */
errno_t vnode_create(uint32_t flavor, uint32_t size, void *data, vnode_t *vpp);
int vnode_addfsref(vnode_t vnode);
int vnode_removefsref(vnode_t vnode);
int vnode_getattr(vnode_t vnode, struct vnode_attr *attributes, vfs_context_t context);
int vnode_setattr(vnode_t vnode, struct vnode_attr *attributes, vfs_context_t context);
errno_t vnode_lookup(const char *path, int flags, vnode_t *vpp, vfs_context_t context);
errno_t vnode_open(const char *path, int mode, int create, int flags, vnode_t *vpp,
                   vfs_context_t context);
errno_t vnode_close(vnode_t vnode, int flags, vfs_context_t context);
int vnode_iterate(mount_t mount, int flags, int (*callout)(struct vnode *, void *), void *argument);
int vn_getpath(struct vnode *vnode, char *path, int *length);
vnode_t vnode_getparent(vnode_t vnode);
int vnode_issystem(vnode_t vnode);
int vnode_isswap(vnode_t vnode);
int vnode_isblk(vnode_t vnode);
int vnode_ischr(vnode_t vnode);
int vnode_isfifo(vnode_t vnode);
int vnode_ismount(vnode_t vnode);
int vnode_ismountedon(vnode_t vnode);
dev_t vnode_specrdev(vnode_t vnode);
void vnode_vfsname(vnode_t vnode, char *name);
int vnode_authorize(vnode_t vnode, vnode_t parent, kauth_action_t action, vfs_context_t context);
int vnode_hasdirtyblks(vnode_t vnode);
int vnode_hascleanblks(vnode_t vnode);
void vnode_setnocache(vnode_t vnode);
void vnode_setnoreadahead(vnode_t vnode);
void vnode_clearnocache(vnode_t vnode);
void vnode_settag(vnode_t vnode, int tag);
int vnode_vfsisrdonly(vnode_t vnode);
int vn_revoke(vnode_t vnode, int flags, vfs_context_t context);
#define VNODE_REMOVE_NODELETEBUSY 0x0001
#define VNODE_REMOVE_SKIP_NAMESPACE_EVENT 0x0002
#define VNODE_READDIR_EXTENDED 0x0001
#define VNODE_READDIR_REQSEEKOFF 0x0002
#define VNODE_READDIR_SEEKOFF32 0x0004
#define VNODE_READDIR_NAMEMAX 0x0008
void vnode_update_identity(vnode_t vnode, vnode_t parent, const char *name, int length,
                           uint32_t hash, int flags);
int vn_bwrite(void *arguments);
int vn_default_error(void);
int vn_rdwr(enum uio_rw rw, vnode_t vnode, caddr_t base, int length, off_t offset,
            enum uio_seg segment, int flags, kauth_cred_t credential, int *resid, proc_t process);

/* Makes a vnode for a test. */
vnode_t kface_vnode_create(mount_t mount, enum vtype type, const char *name, void *fsnode)
  KF(vnode_create_for_test);
void kface_vnode_destroy(vnode_t vnode) KF(vnode_destroy_for_test);
__END_DECLS

#include <sys/vnode_if.h>

#endif /* _VNODE_H_ */

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

#define V_SAVE 0x1
#define IO_UNIT 0x0001
#define IO_APPEND 0x0002
#define IO_SYNC 0x0004
#define IO_NODELOCKED 0x0008
#define IO_NDELAY 0x0010
#define IO_NOCACHE 0x4000
#define LOCKPARENT 0x0008
#define VNODE_READ 0x01
#define VNODE_WRITE 0x02
#define VNODE_UPDATE_PARENT 0x01
#define VNODE_UPDATE_NAME 0x02
#define UT_NOTREADY 0
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
#define LOOKUP 0
#define CREATE 1
#define DELETE 2
#define RENAME 3

struct vnodeop_desc;
struct vnodeopv_desc;

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
/* Makes a vnode for a test. */
vnode_t kface_vnode_create(mount_t mount, enum vtype type, const char *name, void *fsnode)
  KF(vnode_create_for_test);
void kface_vnode_destroy(vnode_t vnode) KF(vnode_destroy_for_test);
__END_DECLS

#endif /* _VNODE_H_ */

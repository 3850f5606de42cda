/* SPDX-License-Identifier: Apache-2.0
 *
 * Mounts and vnodes a harness makes for a test: names, flags, reference counts, nothing behind.
 */
#include "internal.h"

#include <stdio.h>
#include <string.h>

struct kface_statfs {
  uint32_t block_size;
  size_t io_size;
  uint64_t blocks, free, available, used, files, files_free;
  int32_t fsid[2];
  uint32_t owner;
  uint64_t flags;
  char type[16], on_name[1024], from_name[1024];
  uint32_t subtype;
  void *reserved[2];
};
/* The layout of sys/mount_internal.h: sources of the kernel itself look inside. */
struct kface_mount {
  struct kface_statfs statfs;
  uint64_t flags;
  void *private_data;
  uint32_t kernel_flags, lifetime_flags;
};
struct kface_vnode {
  struct kface_mount *mount;
  int type;
  char name[256];
  void *fsnode;
  unsigned io_count, use_count;
};

struct kface_mount *kface_mount_create(const char *from) {
  struct kface_mount *mount = kface_allocate(sizeof *mount, KFACE_OWN, NULL, "mount", true, false,
                                             0, KFACE_SITE());
  snprintf(mount->statfs.from_name, sizeof mount->statfs.from_name, "%s", from ? from : "");
  return mount;
}
void kface_mount_destroy(struct kface_mount *mount) {
  if (mount) kface_release(mount, 0, false, KFACE_OWN, NULL, KFACE_SITE());
}
int kface_vfs_busy(struct kface_mount *mount, int flags) {
  (void)flags;
  return mount ? 0 : D_ENOENT;
}
void kface_vfs_unbusy(struct kface_mount *mount) { (void)mount; }
static int flagged(struct kface_mount *mount, uint64_t flag) {
  return mount && (mount->flags & flag) != 0;
}
int kface_vfs_isforce(struct kface_mount *mount) {
  enum { FORCE = 0x80000, FORCED_UNMOUNT = 0x10000000, LIFETIME_FORCE = 4 };
  return flagged(mount, FORCE) || (mount && (mount->kernel_flags & FORCED_UNMOUNT)) ||
         (mount && (mount->lifetime_flags & LIFETIME_FORCE));
}
int kface_vfs_isunmount(struct kface_mount *mount) { return mount == NULL; }
int kface_vfs_isupdate(struct kface_mount *mount) { return flagged(mount, 0x10000); }
int kface_vfs_isrdonly(struct kface_mount *mount) { return flagged(mount, 0x1); }
int kface_vfs_issynchronous(struct kface_mount *mount) { return flagged(mount, 0x2); }
int kface_vfs_isreload(struct kface_mount *mount) { return flagged(mount, 0x40000); }
uint64_t kface_vfs_flags(struct kface_mount *mount) { return mount ? mount->flags : 0; }
void kface_vfs_setflags(struct kface_mount *mount, uint64_t flags) { mount->flags |= flags; }
void kface_vfs_clearflags(struct kface_mount *mount, uint64_t flags) { mount->flags &= ~flags; }
void *kface_vfs_fsprivate(struct kface_mount *mount) { return mount ? mount->private_data : NULL; }
void kface_vfs_setfsprivate(struct kface_mount *mount, void *data) { mount->private_data = data; }
struct kface_statfs *kface_vfs_statfs(struct kface_mount *mount) {
  return mount ? &mount->statfs : NULL;
}
int kface_vfs_typenum(struct kface_mount *mount) { return mount ? 1 : 0; }
void kface_vfs_name(struct kface_mount *mount, char *name) {
  snprintf(name, 16, "%s", mount ? mount->statfs.type : "");
}
int kface_vfs_maxsymlen(struct kface_mount *mount) { return mount ? 1024 : 0; }
void kface_vfs_event_signal(const int32_t *fsid, uint32_t event, intptr_t data) {
  (void)fsid, (void)event, (void)data;
}
void kface_vfs_event_init(void) {}
void kface_vfs_getnewfsid(struct kface_mount *mount) {
  static int32_t last;
  mount->statfs.fsid[0] = __atomic_add_fetch(&last, 1, __ATOMIC_RELAXED);
}
struct kface_mount *kface_vfs_getvfs(const int32_t *fsid) {
  (void)fsid;
  return NULL;
}
int kface_vfs_authopaque(struct kface_mount *mount) { return mount == NULL; }
int kface_vfs_64bitready(struct kface_mount *mount) { return mount != NULL; }

struct kface_vnode *kface_vnode_create_for_test(struct kface_mount *mount, int type,
                                                const char *name, void *fsnode) {
  struct kface_vnode *vnode = kface_allocate(sizeof *vnode, KFACE_OWN, NULL, "vnode", true, false,
                                             0, KFACE_SITE());
  vnode->mount = mount;
  vnode->type = type;
  vnode->fsnode = fsnode;
  vnode->io_count = 1;
  snprintf(vnode->name, sizeof vnode->name, "%s", name ? name : "");
  return vnode;
}
void kface_vnode_destroy_for_test(struct kface_vnode *vnode) {
  if (!vnode) return;
  if (vnode->io_count != 1 || vnode->use_count)
    kface_finding("vnode", KFACE_SITE(), "vnode %s has %u uses and %u references left",
                  vnode->name, vnode->io_count - 1, vnode->use_count);
  kface_release(vnode, 0, false, KFACE_OWN, NULL, KFACE_SITE());
}
int kface_vnode_vtype(struct kface_vnode *vnode) { return vnode ? vnode->type : 0; }
int kface_vnode_get(struct kface_vnode *vnode) {
  if (!vnode) return D_ENOENT;
  __atomic_add_fetch(&vnode->io_count, 1, __ATOMIC_RELAXED);
  return 0;
}
int kface_vnode_getwithvid(struct kface_vnode *vnode, uint32_t vid) {
  (void)vid;
  return kface_vnode_get(vnode);
}
int kface_vnode_put(struct kface_vnode *vnode) {
  if (!vnode) return D_EINVAL;
  if (__atomic_fetch_sub(&vnode->io_count, 1, __ATOMIC_RELAXED) <= 1)
    kface_finding("vnode", KFACE_SITE(), "vnode %s put more often than got", vnode->name);
  return 0;
}
int kface_vnode_ref(struct kface_vnode *vnode) {
  __atomic_add_fetch(&vnode->use_count, 1, __ATOMIC_RELAXED);
  return 0;
}
void kface_vnode_rele(struct kface_vnode *vnode) {
  if (__atomic_fetch_sub(&vnode->use_count, 1, __ATOMIC_RELAXED) == 0)
    kface_finding("vnode", KFACE_SITE(), "vnode %s released more often than held", vnode->name);
}
int kface_vnode_recycle(struct kface_vnode *vnode) { return vnode != NULL; }
uint32_t kface_vnode_vid(struct kface_vnode *vnode) { return (uint32_t)((uintptr_t)vnode >> 4); }
struct kface_mount *kface_vnode_mount(struct kface_vnode *vnode) { return vnode ? vnode->mount : NULL; }
int kface_vnode_isreg(struct kface_vnode *vnode) { return vnode && vnode->type == 1; }
int kface_vnode_isdir(struct kface_vnode *vnode) { return vnode && vnode->type == 2; }
int kface_vnode_islnk(struct kface_vnode *vnode) { return vnode && vnode->type == 5; }
int kface_vnode_isvroot(struct kface_vnode *vnode) { return vnode == NULL; }
int kface_vnode_isinuse(struct kface_vnode *vnode, int references) {
  return vnode && (int)vnode->use_count > references;
}
int kface_vnode_isnocache(struct kface_vnode *vnode) { return vnode == NULL; }
int kface_vnode_tag(struct kface_vnode *vnode) { return vnode ? 24 : 0; }
void *kface_vnode_fsnode(struct kface_vnode *vnode) { return vnode ? vnode->fsnode : NULL; }
void kface_vnode_clearfsnode(struct kface_vnode *vnode) { vnode->fsnode = NULL; }
const char *kface_vnode_name(struct kface_vnode *vnode) { return vnode ? vnode->name : NULL; }
void kface_vnode_putname(const char *name) { (void)name; }
struct kface_vnode *kface_vnode_parent(struct kface_vnode *vnode) {
  (void)vnode;
  return NULL;
}
/* There is no root file system. */
struct kface_vnode *kface_vfs_rootvnode(void) { return NULL; }
void kface_cache_purge(struct kface_vnode *vnode) { (void)vnode; }
int kface_vnode_ismonitored(struct kface_vnode *vnode) { return vnode == NULL; }
int kface_vnode_notify(struct kface_vnode *vnode, uint32_t events, void *attributes) {
  (void)events, (void)attributes;
  return vnode ? 0 : D_EINVAL;
}

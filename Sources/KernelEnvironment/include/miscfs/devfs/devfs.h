/* SPDX-License-Identifier: Apache-2.0
 *
 * Device nodes: recorded by name; none appears in a file system.
 */
#ifndef _MISCFS_DEVFS_DEVFS_H_
#define _MISCFS_DEVFS_DEVFS_H_

#include <sys/appleapiopts.h>
#include <sys/types.h>

#define DEVFS_CHAR 0
#define DEVFS_BLOCK 1
#define UID_ROOT 0
#define UID_BIN 3
#define UID_UUCP 66
#define GID_WHEEL 0
#define GID_KMEM 2
#define GID_OPERATOR 5
#define GID_BIN 7
#define GID_GAMES 13
#define GID_DIALER 68

__BEGIN_DECLS
void *devfs_make_node(dev_t device, int chrblk, uid_t uid, gid_t gid, int perms, const char *format,
                      ...) KF(devfs_make_node);
void *devfs_make_node_clone(dev_t device, int chrblk, uid_t uid, gid_t gid, int perms,
                            int (*clone)(dev_t device, int action), const char *format, ...)
  KF(devfs_make_node_clone);
int devfs_make_link(void *node, char *format, ...) KF(devfs_make_link);
void devfs_remove(void *node) KF(devfs_remove);
__END_DECLS

#endif /* _MISCFS_DEVFS_DEVFS_H_ */

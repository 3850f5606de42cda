/* SPDX-License-Identifier: Apache-2.0
 *
 * Looking up names: the records of a lookup.
 */
#ifndef _SYS_NAMEI_H_
#define _SYS_NAMEI_H_

#include <sys/appleapiopts.h>
#include <sys/queue.h>
#include <sys/uio.h>
#include <sys/vnode.h>

#define LOCKLEAF 0x00000004
#define LOCKPARENT 0x00000008
#define WANTPARENT 0x00000010
#define NOCACHE 0x00000020
#define NOFOLLOW 0x00000000
#define FOLLOW 0x00000040
#define SAVENAME 0
#define HASBUF 0x00000400
#define RDONLY 0x00000200
#define MAKEENTRY 0x00004000
#define ISLASTCN 0x00008000
#define ISDOTDOT 0x00002000
#define NAMEBUFLEN 128

struct nameidata {
  user_addr_t ni_dirp;
  enum uio_seg ni_segflg;
  vnode_t ni_startdir;
  vnode_t ni_rootdir;
  vnode_t ni_usedvp;
  vnode_t ni_vp;
  vnode_t ni_dvp;
  u_int ni_pathlen;
  char *ni_next;
  char ni_pathbuf[NAMEBUFLEN];
  u_long ni_loopcnt;
  struct componentname ni_cnd;
  int32_t ni_flag;
  int ni_ncgeneration;
};

#define NDINIT(nd, operation, op_data, flags, segment, name, context) \
  do {                                                                 \
    (nd)->ni_cnd.cn_nameiop = (operation);                             \
    (nd)->ni_cnd.cn_flags = (flags);                                   \
    (nd)->ni_segflg = (segment);                                       \
    (nd)->ni_dirp = (name);                                            \
    (nd)->ni_cnd.cn_context = (context);                               \
    (nd)->ni_flag = 0;                                                 \
  } while (0)

/* Nothing behind these here: a build names them as missing. */
__BEGIN_DECLS
int namei(struct nameidata *nd);
void nameidone(struct nameidata *nd);
int lookup(struct nameidata *nd);
void cache_enter(vnode_t dvp, vnode_t vp, struct componentname *name);
int cache_lookup(vnode_t dvp, vnode_t *vpp, struct componentname *name);
__END_DECLS

#endif /* _SYS_NAMEI_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Tunables: declared with the SYSCTL_ macros, found by name from the outside, whether registered
 * by hand or not.
 */
#ifndef _SYS_SYSCTL_H_
#define _SYS_SYSCTL_H_

#include <sys/appleapiopts.h>
#include <sys/time.h>
#include <sys/ucred.h>
#include <sys/proc.h>
#include <sys/vm.h>
#include <sys/queue.h>
#include <libkern/sysctl.h>

#define CTL_MAXNAME 12
#define CTLTYPE 0xf
#define CTLTYPE_NODE 1
#define CTLTYPE_INT 2
#define CTLTYPE_STRING 3
#define CTLTYPE_QUAD 4
#define CTLTYPE_OPAQUE 5
#define CTLTYPE_STRUCT CTLTYPE_OPAQUE
#define CTLFLAG_RD 0x80000000
#define CTLFLAG_WR 0x40000000
#define CTLFLAG_RW (CTLFLAG_RD | CTLFLAG_WR)
#define CTLFLAG_NOLOCK 0x20000000
#define CTLFLAG_ANYBODY 0x10000000
#define CTLFLAG_SECURE 0x08000000
#define CTLFLAG_MASKED 0x04000000
#define CTLFLAG_NOAUTO 0x02000000
#define CTLFLAG_KERN 0x01000000
#define CTLFLAG_LOCKED 0x00800000
#define CTLFLAG_OID2 0x00400000
#define OID_AUTO (-1)
#define OID_MUTABLE_ANCHOR (INT_MIN)

struct sysctl_req {
  struct proc *p;
  int lock;
  user_addr_t oldptr;
  size_t oldlen;
  size_t oldidx;
  int (*oldfunc)(struct sysctl_req *, const void *, size_t);
  user_addr_t newptr;
  size_t newlen;
  size_t newidx;
  int (*newfunc)(struct sysctl_req *, void *, size_t);
};

struct sysctl_oid;
SLIST_HEAD(sysctl_oid_list, sysctl_oid);
#define SYSCTL_OID_VERSION 1

struct sysctl_oid {
  struct sysctl_oid_list *oid_parent;
  SLIST_ENTRY(sysctl_oid) oid_link;
  int oid_number;
  int oid_kind;
  void *oid_arg1;
  int oid_arg2;
  const char *oid_name;
  int (*oid_handler)(struct sysctl_oid *oidp, void *arg1, int arg2, struct sysctl_req *req);
  const char *oid_fmt;
  const char *oid_descr;
  int oid_version;
  int oid_refcnt;
  const char *oid_parent_name; /* "net_inet": how the environment spells the whole name */
};

#define SYSCTL_HANDLER_ARGS \
  (struct sysctl_oid * oidp __unused, void *arg1 __unused, int arg2 __unused, \
   struct sysctl_req *req)
#define SYSCTL_IN(req, pointer, length) ((req)->newfunc)((req), (pointer), (length))
#define SYSCTL_OUT(req, pointer, length) ((req)->oldfunc)((req), (pointer), (length))

__BEGIN_DECLS
int sysctl_handle_int(struct sysctl_oid *oidp, void *arg1, int arg2, struct sysctl_req *req)
  KF(sysctl_handle_int);
int sysctl_handle_long(struct sysctl_oid *oidp, void *arg1, int arg2, struct sysctl_req *req)
  KF(sysctl_handle_long);
int sysctl_handle_quad(struct sysctl_oid *oidp, void *arg1, int arg2, struct sysctl_req *req)
  KF(sysctl_handle_quad);
int sysctl_handle_string(struct sysctl_oid *oidp, void *arg1, int arg2, struct sysctl_req *req)
  KF(sysctl_handle_string);
int sysctl_handle_opaque(struct sysctl_oid *oidp, void *arg1, int arg2, struct sysctl_req *req)
  KF(sysctl_handle_opaque);
int sysctl_io_number(struct sysctl_req *req, long long value, size_t size, void *pointer,
                     int *changed) KF(sysctl_io_number);
int sysctl_io_string(struct sysctl_req *req, char *text, size_t room, int trunc, int *changed)
  KF(sysctl_io_string);
void sysctl_register_oid(struct sysctl_oid *oidp) KF(sysctl_register_oid);
void sysctl_unregister_oid(struct sysctl_oid *oidp) KF(sysctl_unregister_oid);
__END_DECLS

/* Declared tunables are collected in a section, which the environment reads. */
#define __KF_SYSCTL_COLLECT(oid) \
  static struct sysctl_oid *const __kface_set_##oid \
    __attribute__((__used__, __section__("kface_sysctl"))) = &(oid)

#define SYSCTL_DECL(name) extern struct sysctl_oid_list sysctl_##name##_children
#define SYSCTL_LINKER_SET_ENTRY(set, symbol)
#define SYSCTL_OID(parent, nbr, name, kind, a1, a2, handler, fmt, descr)                        \
  struct sysctl_oid sysctl_##parent##_##name = {                                                \
    &sysctl_##parent##_children, {NULL}, nbr, (int)(kind), (void *)(a1), (int)(a2), #name, handler, \
    fmt, descr, SYSCTL_OID_VERSION, 0, #parent};                                                \
  __KF_SYSCTL_COLLECT(sysctl_##parent##_##name)
#define SYSCTL_NODE(parent, nbr, name, access, handler, descr)                                  \
  struct sysctl_oid_list sysctl_##parent##_##name##_children;                                   \
  SYSCTL_OID(parent, nbr, name, CTLTYPE_NODE | access,                                          \
             &sysctl_##parent##_##name##_children, 0, handler, "N", descr)
#define SYSCTL_STRING(parent, nbr, name, access, arg, len, descr)                               \
  SYSCTL_OID(parent, nbr, name, CTLTYPE_STRING | access, arg, len, sysctl_handle_string, "A", descr)
#define SYSCTL_INT(parent, nbr, name, access, ptr, val, descr)                                  \
  SYSCTL_OID(parent, nbr, name, CTLTYPE_INT | access, ptr, val, sysctl_handle_int, "I", descr)
#define SYSCTL_UINT(parent, nbr, name, access, ptr, val, descr)                                 \
  SYSCTL_OID(parent, nbr, name, CTLTYPE_INT | access, ptr, val, sysctl_handle_int, "IU", descr)
#define SYSCTL_LONG(parent, nbr, name, access, ptr, descr)                                      \
  SYSCTL_OID(parent, nbr, name, CTLTYPE_INT | access, ptr, 0, sysctl_handle_long, "L", descr)
#define SYSCTL_ULONG(parent, nbr, name, access, ptr, descr)                                     \
  SYSCTL_OID(parent, nbr, name, CTLTYPE_INT | access, ptr, 0, sysctl_handle_long, "LU", descr)
#define SYSCTL_QUAD(parent, nbr, name, access, ptr, descr)                                      \
  SYSCTL_OID(parent, nbr, name, CTLTYPE_QUAD | access, ptr, 0, sysctl_handle_quad, "Q", descr)
#define SYSCTL_UQUAD(parent, nbr, name, access, ptr, descr)                                     \
  SYSCTL_OID(parent, nbr, name, CTLTYPE_QUAD | access, ptr, 0, sysctl_handle_quad, "QU", descr)
#define SYSCTL_OPAQUE(parent, nbr, name, access, ptr, len, fmt, descr)                          \
  SYSCTL_OID(parent, nbr, name, CTLTYPE_OPAQUE | access, ptr, len, sysctl_handle_opaque, fmt, descr)
#define SYSCTL_STRUCT(parent, nbr, name, access, ptr, type, descr)                              \
  SYSCTL_OID(parent, nbr, name, CTLTYPE_OPAQUE | access, ptr, sizeof(struct type),              \
             sysctl_handle_opaque, "S," #type, descr)
#define SYSCTL_PROC(parent, nbr, name, access, ptr, arg, handler, fmt, descr)                   \
  SYSCTL_OID(parent, nbr, name, access, ptr, arg, handler, fmt, descr)

__BEGIN_DECLS
#define __KF_TOP(name) \
  extern struct sysctl_oid_list sysctl_##name##_children __asm__("kface_sysctl_node" #name)
extern struct sysctl_oid_list sysctl__children KF(sysctl_node);
__KF_TOP(_kern);
__KF_TOP(_vm);
__KF_TOP(_vfs);
__KF_TOP(_net);
__KF_TOP(_debug);
__KF_TOP(_hw);
__KF_TOP(_machdep);
__KF_TOP(_user);
__KF_TOP(_security);
__KF_TOP(_net_inet);
__KF_TOP(_net_inet_ip);
__KF_TOP(_net_inet_tcp);
__KF_TOP(_net_inet_udp);
__KF_TOP(_net_link);
__KF_TOP(_vfs_generic);
__END_DECLS

#define CTL_UNSPEC 0
#define CTL_KERN 1
#define CTL_VM 2
#define CTL_VFS 3
#define CTL_NET 4
#define CTL_DEBUG 5
#define CTL_HW 6
#define CTL_MACHDEP 7
#define CTL_USER 8
#define VFS_GENERIC 0
#define VFS_MAXTYPENUM 1
#define VFS_CONF 2
#define KERN_OSTYPE 1
#define KERN_HOSTNAME 10

#endif /* _SYS_SYSCTL_H_ */

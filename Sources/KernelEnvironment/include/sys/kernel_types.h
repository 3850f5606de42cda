/* SPDX-License-Identifier: Apache-2.0
 *
 * Handles of kernel objects. All are opaque: both the public spelling (`struct __mbuf`) and the
 * kernel's own (`struct mbuf`) name the same incomplete type.
 */
#ifndef _KERN_SYS_KERNELTYPES_H_
#define _KERN_SYS_KERNELTYPES_H_

#include <sys/types.h>

#define __mbuf mbuf
#define __socket socket
#define __ifnet ifnet
#define __ifaddr ifaddr
#define __ifmultiaddr ifmultiaddr
#define __rtentry rtentry
#define __sockopt sockopt

struct buf;
struct file;
struct ifaddr;
struct ifmultiaddr;
struct ifnet;
struct mbuf;
struct mount;
struct proc;
struct rtentry;
struct socket;
struct sockopt;
struct thread;
struct ucred;
struct uio;
struct uthread;
struct vfs_context;
struct vfs_fsentry;
struct vnode;
struct kmem_cache;
struct bpf_d;

typedef struct buf *buf_t;
typedef struct file *file_t;
typedef struct ifaddr *ifaddr_t;
struct ifnet_filter;
typedef struct ifnet_filter *interface_filter_t;
typedef struct ifmultiaddr *ifmultiaddr_t;
typedef struct ifnet *ifnet_t;
typedef struct mbuf *mbuf_t;
typedef struct mount *mount_t;
typedef struct proc *proc_t;
typedef struct proc_ident *proc_ident_t;
typedef struct rtentry *route_t;
typedef struct socket *socket_t;
typedef struct sockopt *sockopt_t;
typedef struct ucred *ucred_t;
typedef struct ucred *kauth_cred_t;
typedef struct uio *uio_t;
typedef struct uthread *uthread_t;
typedef struct vfs_context *vfs_context_t;
typedef struct vfs_fsentry *vfstable_t;
typedef struct vnode *vnode_t;
typedef struct upl *upl_t;
typedef void *ipc_port_t;
typedef struct thread *thread_t;
typedef struct task *task_t;

#define BUF_NULL ((buf_t)0)
#define FILE_NULL ((file_t)0)
#define IFADDR_NULL ((ifaddr_t)0)
#define IFNET_NULL ((ifnet_t)0)
#define MBUF_NULL ((mbuf_t)0)
#define MOUNT_NULL ((mount_t)0)
#define NULLMOUNT ((mount_t)0)
#define PROC_NULL ((proc_t)0)
#define ROUTE_NULL ((route_t)0)
#define SOCKET_NULL ((socket_t)0)
#define SOCKOPT_NULL ((sockopt_t)0)
#define UTHREAD_NULL ((uthread_t)0)
#define VNODE_NULL ((vnode_t)0)
#define NULLVP ((vnode_t)0)
#define NOCRED ((kauth_cred_t)0)

typedef u_int32_t bufattr_flags_t;
typedef struct bufattr *bufattr_t;

#endif /* _KERN_SYS_KERNELTYPES_H_ */

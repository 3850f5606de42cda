/* SPDX-License-Identifier: Apache-2.0
 *
 * The kernel's socket interface. Every call takes and returns Darwin's numbers and layouts; the
 * environment translates both ways to the host socket underneath.
 */
#ifndef __KPI_SOCKET__
#define __KPI_SOCKET__

#include <sys/types.h>
#include <sys/kernel_types.h>
#include <sys/socket.h>
#include <sys/errno.h>
#include <sys/time.h>

__BEGIN_DECLS

struct timeval;

/* Called when a socket is readable, writable, connected, closed. `waitf` is 1: do not block. */
typedef void (*sock_upcall)(socket_t so, void *cookie, int waitf);
typedef void (*sock_evupcall)(socket_t so, void *cookie, u_int32_t event);

errno_t sock_socket(int domain, int type, int protocol, sock_upcall callback, void *cookie,
                    socket_t *new_so) KF(sock_socket);
errno_t sock_accept(socket_t so, struct sockaddr *from, int fromlen, int flags,
                    sock_upcall callback, void *cookie, socket_t *new_so) KF(sock_accept);
errno_t sock_bind(socket_t so, const struct sockaddr *to) KF(sock_bind);
errno_t sock_connect(socket_t so, const struct sockaddr *to, int flags) KF(sock_connect);
errno_t sock_connectwait(socket_t so, const struct timeval *tv) KF(sock_connectwait);
errno_t sock_getpeername(socket_t so, struct sockaddr *peername, int peernamelen)
  KF(sock_getpeername);
errno_t sock_getsockname(socket_t so, struct sockaddr *sockname, int socknamelen)
  KF(sock_getsockname);
errno_t sock_getaddr(socket_t so, struct sockaddr **psockname, int peer) KF(sock_getaddr);
void sock_freeaddr(struct sockaddr *sockname) KF(sock_freeaddr);
errno_t sock_getsockopt(socket_t so, int level, int optname, void *optval, int *optlen)
  KF(sock_getsockopt);
errno_t sock_setsockopt(socket_t so, int level, int optname, const void *optval, int optlen)
  KF(sock_setsockopt);
errno_t sock_settclassopt(socket_t so, const void *optval, __SIZE_TYPE__ optlen)
  KF(sock_settclassopt);
errno_t sock_gettclassopt(socket_t so, void *optval, __SIZE_TYPE__ *optlen)
  KF(sock_gettclassopt);
errno_t sock_ioctl(socket_t so, unsigned long request, void *argp) KF(sock_ioctl);
errno_t sock_listen(socket_t so, int backlog) KF(sock_listen);
errno_t sock_receive(socket_t so, struct msghdr *msg, int flags, __SIZE_TYPE__ *recvdlen)
  KF(sock_receive);
errno_t sock_receivembuf(socket_t so, struct msghdr *msg, mbuf_t *data, int flags,
                         __SIZE_TYPE__ *recvlen) KF(sock_receivembuf);
errno_t sock_receive_internal(socket_t so, struct msghdr *msg, mbuf_t *data, int flags,
                              __SIZE_TYPE__ *recvdlen) KF(sock_receive_internal);
errno_t sock_send(socket_t so, const struct msghdr *msg, int flags, __SIZE_TYPE__ *sentlen)
  KF(sock_send);
errno_t sock_sendmbuf(socket_t so, const struct msghdr *msg, mbuf_t data, int flags,
                      __SIZE_TYPE__ *sentlen) KF(sock_sendmbuf);
errno_t sock_sendmbuf_can_wait(socket_t so, const struct msghdr *msg, mbuf_t data, int flags,
                               __SIZE_TYPE__ *sentlen) KF(sock_sendmbuf_can_wait);
errno_t sock_shutdown(socket_t so, int how) KF(sock_shutdown);
void sock_close(socket_t so) KF(sock_close);
void sock_retain(socket_t so) KF(sock_retain);
void sock_release(socket_t so) KF(sock_release);
errno_t sock_setpriv(socket_t so, int on) KF(sock_setpriv);
int sock_isconnected(socket_t so) KF(sock_isconnected);
int sock_isnonblocking(socket_t so) KF(sock_isnonblocking);
errno_t sock_gettype(socket_t so, int *domain, int *type, int *protocol) KF(sock_gettype);
errno_t sock_nointerrupt(socket_t so, int on) KF(sock_nointerrupt);
int sock_iskernel(socket_t so) KF(sock_iskernel);
socket_t sock_getlistener(socket_t so) KF(sock_getlistener);
errno_t sock_setupcall(socket_t so, sock_upcall callback, void *context) KF(sock_setupcall);
errno_t sock_setupcalls(socket_t so, sock_upcall read_callback, void *read_context,
                        sock_upcall write_callback, void *write_context) KF(sock_setupcalls);
errno_t sock_catchevents(socket_t so, sock_evupcall event_callback, void *event_context,
                         u_int32_t event_mask) KF(sock_catchevents);

/* Background marks of a socket. */
#define TRAFFIC_MGT_SO_BACKGROUND 0x0001
#define TRAFFIC_MGT_TCP_RECVBG 0x0002
void socket_set_traffic_mgt_flags(socket_t so, u_int32_t flags) KF(socket_set_traffic_mgt_flags);
void socket_clear_traffic_mgt_flags(socket_t so, u_int32_t flags)
  KF(socket_clear_traffic_mgt_flags);
void socket_set_traffic_mgt_flags_locked(socket_t so, u_int32_t flags)
  KF(socket_set_traffic_mgt_flags);
void socket_clear_traffic_mgt_flags_locked(socket_t so, u_int32_t flags)
  KF(socket_clear_traffic_mgt_flags);

#define SOCKET_DEFUNCT_LEVEL_SERVICE 1
#define SHUTDOWN_SOCKET_LEVEL_DISCONNECT_SVC 1
#define SHUTDOWN_SOCKET_LEVEL_DISCONNECT_ALL 2
errno_t socket_defunct(struct proc *proc, socket_t so, int level) KF(socket_defunct);

/* Sockets by descriptor number of the process. */
errno_t file_socket(int fd, socket_t *so) KF(file_socket);
int file_drop(int fd) KF(file_drop);

/* Hints of sock_catchevents. */
#define SO_FILT_HINT_LOCKED 0x00000001
#define SO_FILT_HINT_CONNRESET 0x00000002
#define SO_FILT_HINT_CANTRCVMORE 0x00000004
#define SO_FILT_HINT_CANTSENDMORE 0x00000008
#define SO_FILT_HINT_TIMEOUT 0x00000010
#define SO_FILT_HINT_NOSRCADDR 0x00000020
#define SO_FILT_HINT_IFDENIED 0x00000040
#define SO_FILT_HINT_SUSPEND 0x00000080
#define SO_FILT_HINT_RESUME 0x00000100
#define SO_FILT_HINT_KEEPALIVE 0x00000200
#define SO_FILT_HINT_ADAPTIVE_WTIMO 0x00000400
#define SO_FILT_HINT_ADAPTIVE_RTIMO 0x00000800
#define SO_FILT_HINT_CONNECTED 0x00001000
#define SO_FILT_HINT_DISCONNECTED 0x00002000
#define SO_FILT_HINT_CONNINFO_UPDATED 0x00004000
#define SO_FILT_HINT_MPFAILOVER 0x00008000
#define SO_FILT_HINT_MPSTATUS 0x00010000
#define SO_FILT_HINT_MUSTRST 0x00020000

__END_DECLS

#endif /* __KPI_SOCKET__ */

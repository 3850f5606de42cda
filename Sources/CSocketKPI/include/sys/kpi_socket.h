/* SPDX-License-Identifier: Apache-2.0
 *
 * The kernel socket interface, in user space.
 *
 * Sockets without file descriptors: blocking is a property of a call, readiness arrives by upcall,
 * and data moves in message chains as well as in buffers. Numbers (errno, MSG_*, SO_*) are the
 * host's; names that only Darwin has keep Darwin's values. Every function may be called from any
 * thread, and from an upcall of the same socket. A handle that was closed is refused with EINVAL.
 *
 * All functions that return errno_t return 0 on success. A null socket is EINVAL (predicates: 0).
 */
#ifndef SOCKETKPI_SYS_KPI_SOCKET_H
#define SOCKETKPI_SYS_KPI_SOCKET_H

#include <sys/kpi_types.h>
#include <sys/kpi_socket_options.h>

KPI_BEGIN_DECLS

/* Called when a socket became readable or writable, was connected, disconnected or reset.
 *
 * waitf is always 1: the callback must not block. It runs on one of the library's dispatcher
 * threads, under no lock, and may call any function on the same socket. A call is a hint: it may
 * come once too often, and the data may be gone already. After a call that took data while more is
 * waiting, the callback is called again; after one that took nothing, on the next arrival. */
typedef void (*sock_upcall)(socket_t so, void *cookie, int waitf);

/* Called with the SO_FILT_HINT_* bits that have happened and are in the mask of sock_catchevents. */
typedef void (*sock_evupcall)(socket_t so, void *cookie, uint32_t event);

/* Makes a socket. A callback is armed for both directions.
 *
 * EINVAL new_so is null; EAFNOSUPPORT unknown domain; EPROTOTYPE protocol known under another
 * type; EPROTONOSUPPORT no such protocol; EPERM or EACCES raw type without privilege; ENOBUFS.
 * *new_so is null after any error but the first. */
errno_t sock_socket(int domain, int type, int protocol, sock_upcall callback, void *cookie,
                    socket_t *new_so);

/* Takes the oldest established connection off a listener's queue.
 *
 * from: may be null; receives at most fromlen bytes of the peer's address.
 * flags: MSG_DONTWAIT, and MSG_USEUPCALL, which gives the new socket the listener's upcalls unless
 * callback is not null. The new socket inherits blocking mode, options and traffic class.
 * EINVAL not listening; EWOULDBLOCK nothing queued and not allowed to wait; ENOTSUP other flags;
 * ECONNABORTED the listener was shut down; EINTR. *new_so is not written after an error. */
errno_t sock_accept(socket_t so, struct sockaddr *from, int fromlen, int flags,
                    sock_upcall callback, void *cookie, socket_t *new_so);

/* Binds to a local address; its length follows from the family.
 *
 * EINVAL null or already bound; EAFNOSUPPORT; EADDRNOTAVAIL; EADDRINUSE; EACCES reserved port. */
errno_t sock_bind(socket_t so, const struct sockaddr *to);

/* Connects. Without MSG_DONTWAIT and in blocking mode it waits for the outcome, interruptibly.
 *
 * EINPROGRESS started, not finished (follow with sock_connectwait); EALREADY an attempt is under
 * way; EISCONN; EOPNOTSUPP listening or defunct; EADDRNOTAVAIL port 0; EINVAL the socket failed to
 * connect before; EINTR the attempt goes on; or the failure of the attempt itself. */
errno_t sock_connect(socket_t so, const struct sockaddr *to, int flags);

/* Waits up to tv for a connect that is under way. {0, 0} polls once.
 *
 * 0 connected; EINPROGRESS still under way: call again; EDOM tv out of 0..327 s or 0..999999 us;
 * EINVAL no attempt was made or its failure was already reported; otherwise the failure, once.
 * Not interruptible. */
errno_t sock_connectwait(socket_t so, const struct timeval *tv);

/* Copies the peer's, or the local, address: at most the given number of bytes.
 *
 * EINVAL null or negative length; ENOTCONN (peer) not connected. */
errno_t sock_getpeername(socket_t so, struct sockaddr *peername, int peernamelen);
errno_t sock_getsockname(socket_t so, struct sockaddr *sockname, int socknamelen);

/* Returns a fresh copy of the local (peername 0) or the peer's address, zero if there is none.
 * Release it with sock_freeaddr. EINVAL null argument; ENOMEM. */
errno_t sock_getaddr(socket_t so, struct sockaddr **psockname, int peername);
void sock_freeaddr(struct sockaddr *psockname);

/* Reads an option. *optlen: bytes of room in, bytes written out; too little room truncates.
 * Boolean socket options read as their Darwin bit, not as 1. SO_LINGER is in ticks of 1/100 s.
 * EINVAL null or negative length; ENOPROTOOPT; ECONNRESET the TCP connection is gone. */
errno_t sock_getsockopt(socket_t so, int level, int optname, void *optval, int *optlen);

/* Sets an option. EINVAL null, too short, or both directions are shut; ENOPROTOOPT; EDOM a time
 * out of range; ENOBUFS a buffer size above the ceiling. */
errno_t sock_setsockopt(socket_t so, int level, int optname, const void *optval, int optlen);

/* Device-style control: FIONBIO (the way to switch blocking mode), FIOASYNC, FIONREAD, SIOCATMARK,
 * SIOCSPGRP, SIOCGPGRP, interface queries; Darwin's and the host's encodings both.
 * EINVAL null; EOPNOTSUPP unknown request. */
errno_t sock_ioctl(socket_t so, unsigned long request, void *argp);

/* Puts a connected socket in the traffic class of a TOS or traffic-class octet (an int), and, where
 * the destination is local, writes the octet to the wire as well.
 * EINVAL null or length not 4, or (IPv6) value not in -1..255; ENOTCONN. 0 for a destination that is
 * not local: the class has changed, the octet has not. */
errno_t sock_settclassopt(socket_t so, const void *optval, size_t optlen);

/* Reads the TOS or traffic-class octet back. *optlen: room in, bytes written out. EINVAL. */
errno_t sock_gettclassopt(socket_t so, void *optval, size_t *optlen);

/* Starts listening. A backlog of 0 or less, or above SOMAXCONN, becomes the ceiling.
 * EOPNOTSUPP not connection-oriented; EINVAL connected, connecting or defunct. */
errno_t sock_listen(socket_t so, int backlog);

/* Receives into buffers. msg_name, msg_control and msg_flags are filled as in recvmsg, except that
 * msg_namelen stays as given. *recvdlen (may be null): bytes received; 0 with success is end of file.
 *
 * MSG_DONTWAIT never sleeps. MSG_WAITALL waits for everything; a time-out before the first byte was
 * taken consumes nothing. EINVAL null, or the first buffer is empty; EWOULDBLOCK; ENOTCONN; EINTR;
 * a pending error of the socket, once. */
errno_t sock_receive(socket_t so, struct msghdr *msg, int flags, size_t *recvdlen);

/* Receives a chain of at most *recvlen bytes, which the caller frees with mbuf_freem.
 * msg may be null; its msg_iov must be null. *data is null at end of file and after any error.
 * EINVAL null data or length, *recvlen 0, msg with buffers; otherwise as sock_receive. */
errno_t sock_receivembuf(socket_t so, struct msghdr *msg, mbuf_t *data, int flags,
                         size_t *recvlen);

/* The worker of the two above: into msg's buffers when data is null, else a chain. */
errno_t sock_receive_internal(socket_t so, struct msghdr *msg, mbuf_t *data, int flags,
                              size_t *recvdlen);

/* Sends from buffers. *sentlen (may be null): bytes queued, short in non-blocking mode.
 * EINVAL null, no buffers; EWOULDBLOCK; EPIPE sending side shut; ENOTCONN; EDESTADDRREQ; EMSGSIZE a
 * datagram above the send buffer; EISCONN an address on a connected datagram socket. No signal. */
errno_t sock_send(socket_t so, const struct msghdr *msg, int flags, size_t *sentlen);

/* Sends a chain, all of it or nothing, on streams too. The chain is consumed in every case.
 * EMSGSIZE a chain above the send buffer; EWOULDBLOCK no room; otherwise as sock_send. */
errno_t sock_sendmbuf(socket_t so, const struct msghdr *msg, mbuf_t data, int flags,
                      size_t *sentlen);

/* As sock_sendmbuf, but a chain above the send buffer is sent in pieces, waiting between them. */
errno_t sock_sendmbuf_can_wait(socket_t so, const struct msghdr *msg, mbuf_t data, int flags,
                               size_t *sentlen);

/* Shuts one direction or both (SHUT_RD, SHUT_WR, SHUT_RDWR). After SHUT_RD input is discarded and
 * the read upcall is gone. EINVAL how; ENOTCONN not connected or already shut. */
errno_t sock_shutdown(socket_t so, int how);

/* Closes. Null is allowed. With retains outstanding the connection lives until the last release. */
void sock_close(socket_t so);

/* Counts a further holder, and gives it back. The socket is closed once its owner has closed it and
 * every retain was released, whichever comes last. */
void sock_retain(socket_t so);
void sock_release(socket_t so);

/* Stores the privileged bit. Reserved ports follow the host's rules, not this bit. EINVAL null. */
errno_t sock_setpriv(socket_t so, int on);

/* 1 from the completed connect until the connection is fully gone; a peer's FIN alone leaves it 1. */
int sock_isconnected(socket_t so);

/* 1 after FIONBIO with a non-zero argument. */
int sock_isnonblocking(socket_t so);

/* The domain, type and resolved protocol number (6 for a TCP socket made with 0). Outs may be null. */
errno_t sock_gettype(socket_t so, int *domain, int *type, int *protocol);

/* Whether signals may interrupt waiting for data or space (on = 1: they may not). */
errno_t sock_nointerrupt(socket_t so, int on);

/* The listener a connection arrived on; only inside a filter's sf_attach, otherwise null. */
socket_t sock_getlistener(socket_t so);

/* Arms, replaces or (null) disarms the upcall of both directions. A call under way still ends. */
errno_t sock_setupcall(socket_t sock, sock_upcall callback, void *context);

/* The same for each direction by itself. */
errno_t sock_setupcalls(socket_t sock, sock_upcall read_callback, void *read_context,
                        sock_upcall write_callback, void *write_context);

/* Arms or (null) disarms the event callback; one per socket, the last registration wins. */
errno_t sock_catchevents(socket_t sock, sock_evupcall event_callback, void *event_context,
                         uint32_t event_mask);

/* 1 for a socket of sock_socket and for connections accepted from one. */
int sock_iskernel(socket_t so);

/* Sets or clears TRAFFIC_MGT_SO_BACKGROUND and TRAFFIC_MGT_TCP_RECVBG. The _locked forms are the
 * same here: there is no lock that a caller could hold. */
void socket_set_traffic_mgt_flags(socket_t so, uint32_t flags);
void socket_clear_traffic_mgt_flags(socket_t so, uint32_t flags);
void socket_set_traffic_mgt_flags_locked(socket_t so, uint32_t flags);
void socket_clear_traffic_mgt_flags_locked(socket_t so, uint32_t flags);

/* Takes a socket away from its user: input is discarded, both directions are shut, sleepers wake
 * with EBADF. level: SHUTDOWN_SOCKET_LEVEL_DISCONNECT_SVC (AF_UNIX only) or ..._ALL.
 * EINVAL level; EOPNOTSUPP a socket that may not be made defunct. */
errno_t socket_defunct(proc_t proc, socket_t so, int level);

KPI_END_DECLS

#ifdef KPI_CALL_SITES
#include <sys/kpi_socket_call_sites.h>
#endif

#endif /* SOCKETKPI_SYS_KPI_SOCKET_H */

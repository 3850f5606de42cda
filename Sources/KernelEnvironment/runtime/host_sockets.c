/* SPDX-License-Identifier: Apache-2.0
 *
 * The operations that lead to the host's sockets. Calls with numbers or layouts go through the
 * translation (KernelFace); the rest only translate their result.
 */
#include "sockets.h"

#include <sys/kpi_socket.h>

static int listen_host(socket_t so, int backlog) {
  return face_errno_to_darwin(sock_listen(so, backlog));
}
static int shutdown_host(socket_t so, int how) {
  return face_errno_to_darwin(sock_shutdown(so, how));
}
static int nointerrupt_host(socket_t so, int on) {
  return face_errno_to_darwin(sock_nointerrupt(so, on));
}
static int setupcalls_host(socket_t so, kface_upcall read, void *read_cookie, kface_upcall write,
                           void *write_cookie) {
  return face_errno_to_darwin(sock_setupcalls(so, read, read_cookie, write, write_cookie));
}
static int catchevents_host(socket_t so, kface_evupcall callback, void *cookie, uint32_t mask) {
  return face_errno_to_darwin(sock_catchevents(so, callback, cookie, mask));
}

const struct kface_socket_ops kface_host_sockets = {
  .create = face_sock_socket, .accept = face_sock_accept, .bind = face_sock_bind,
  .listen = listen_host, .connect = face_sock_connect, .connectwait = face_sock_connectwait,
  .getname = face_sock_getname, .getaddr = face_sock_getaddr,
  .getsockopt = face_sock_getsockopt, .setsockopt = face_sock_setsockopt,
  .ioctl = face_sock_ioctl, .receive = face_sock_receive,
  .receivembuf = face_sock_receivembuf, .send = face_sock_send,
  .sendmbuf = face_sock_sendmbuf, .shutdown = shutdown_host, .close = sock_close,
  .retain = sock_retain, .release = sock_release, .isconnected = sock_isconnected,
  .isnonblocking = sock_isnonblocking, .gettype = face_sock_gettype,
  .nointerrupt = nointerrupt_host, .setupcalls = setupcalls_host,
  .catchevents = catchevents_host,
};
const struct kface_socket_ops *kface_sockets = &kface_host_sockets;

bool kface_memory_sockets(void) { return kface_sockets != &kface_host_sockets; }

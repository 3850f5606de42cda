// SPDX-License-Identifier: Apache-2.0
// What every function of kpi_socket.h answers to null, to nonsense and in the wrong state, row by row.
// Clean in checked mode
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <sys/kpi_mbuf.h>
#include <sys/kpi_socket.h>

#include "check.h"

static struct sockaddr_in loopback(in_port_t port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = port};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}
#define ADDRESS(address) ((struct sockaddr *)&(address))

static socket_t made(int domain, int type) {
  socket_t so = NULL;
  RETURNS(0, sock_socket(domain, type, 0, NULL, NULL, &so));
  return so;
}

static socket_t listening(struct sockaddr_in *address) {
  socket_t so = made(AF_INET, SOCK_STREAM);
  *address = loopback(0);
  RETURNS(0, sock_bind(so, ADDRESS(*address)));
  RETURNS(0, sock_listen(so, 8));
  RETURNS(0, sock_getsockname(so, ADDRESS(*address), sizeof *address));
  return so;
}

static char bytes[64];
static struct iovec part = {bytes, sizeof bytes};
static struct msghdr whole = {.msg_iov = &part, .msg_iovlen = 1};

static void null_sockets(void) {
  struct sockaddr_in address = loopback(htons(9));
  struct sockaddr *copy;
  struct timeval none = {0, 0};
  socket_t so;
  mbuf_t chain;
  int value = 1, length = sizeof value;
  size_t moved = 0, wanted = 1, room = sizeof value;
  RETURNS(EINVAL, sock_accept(NULL, NULL, 0, 0, NULL, NULL, &so));
  RETURNS(EINVAL, sock_bind(NULL, ADDRESS(address)));
  RETURNS(EINVAL, sock_listen(NULL, 1));
  RETURNS(EINVAL, sock_connect(NULL, ADDRESS(address), 0));
  RETURNS(EINVAL, sock_connectwait(NULL, &none));
  RETURNS(EINVAL, sock_getpeername(NULL, ADDRESS(address), sizeof address));
  RETURNS(EINVAL, sock_getsockname(NULL, ADDRESS(address), sizeof address));
  RETURNS(EINVAL, sock_getaddr(NULL, &copy, 0));
  RETURNS(EINVAL, sock_getsockopt(NULL, SOL_SOCKET, SO_TYPE, &value, &length));
  RETURNS(EINVAL, sock_setsockopt(NULL, SOL_SOCKET, SO_KEEPALIVE, &value, length));
  RETURNS(EINVAL, sock_ioctl(NULL, FIONBIO, &value));
  RETURNS(EINVAL, sock_settclassopt(NULL, &value, sizeof value));
  RETURNS(EINVAL, sock_gettclassopt(NULL, &value, &room));
  RETURNS(EINVAL, sock_receive(NULL, &whole, 0, &moved));
  RETURNS(EINVAL, sock_receivembuf(NULL, NULL, &chain, 0, &wanted));
  RETURNS(EINVAL, sock_receive_internal(NULL, &whole, NULL, 0, &moved));
  RETURNS(EINVAL, sock_send(NULL, &whole, 0, &moved));
  RETURNS(0, mbuf_gethdr(MBUF_WAITOK, MBUF_TYPE_DATA, &chain));
  RETURNS(EINVAL, sock_sendmbuf(NULL, NULL, chain, 0, &moved));
  RETURNS(0, mbuf_gethdr(MBUF_WAITOK, MBUF_TYPE_DATA, &chain));
  RETURNS(EINVAL, sock_sendmbuf_can_wait(NULL, NULL, chain, 0, &moved));
  RETURNS(EINVAL, sock_shutdown(NULL, SHUT_RD));
  RETURNS(EINVAL, sock_setpriv(NULL, 1));
  RETURNS(EINVAL, sock_nointerrupt(NULL, 1));
  RETURNS(EINVAL, sock_setupcall(NULL, NULL, NULL));
  RETURNS(EINVAL, sock_setupcalls(NULL, NULL, NULL, NULL, NULL));
  RETURNS(EINVAL, sock_catchevents(NULL, NULL, NULL, 0));
  RETURNS(EINVAL, sock_gettype(NULL, &value, NULL, NULL));
  RETURNS(EINVAL, socket_defunct(NULL, NULL, SHUTDOWN_SOCKET_LEVEL_DISCONNECT_ALL));
  CLAIM(sock_isconnected(NULL) == 0 && sock_isnonblocking(NULL) == 0 && sock_iskernel(NULL) == 0);
  CLAIM(sock_getlistener(NULL) == NULL);
  sock_retain(NULL);
  sock_release(NULL);
  sock_close(NULL);
  sock_freeaddr(NULL);
  socket_set_traffic_mgt_flags(NULL, TRAFFIC_MGT_SO_BACKGROUND);
  socket_clear_traffic_mgt_flags(NULL, TRAFFIC_MGT_SO_BACKGROUND);
}

static void making(void) {
  struct { int domain, type, protocol; errno_t error; } rows[] = {
      {250, SOCK_STREAM, IPPROTO_TCP, EAFNOSUPPORT}, {AF_INET, SOCK_STREAM, IPPROTO_UDP, EPROTOTYPE},
      {AF_INET6, SOCK_DGRAM, IPPROTO_TCP, EPROTOTYPE}, {AF_INET, SOCK_STREAM, 132, EPROTONOSUPPORT},
      {AF_INET, SOCK_RDM, 0, EPROTONOSUPPORT}, {AF_UNIX, SOCK_RAW, 0, EPROTONOSUPPORT}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    socket_t so = (socket_t)bytes;
    RETURNS(rows[i].error,
            sock_socket(rows[i].domain, rows[i].type, rows[i].protocol, NULL, NULL, &so));
    CLAIM(so == NULL);
  }
}

static void accepting(void) {
  struct sockaddr_in address, peer = {0};
  socket_t listener = listening(&address), client = made(AF_INET, SOCK_STREAM);
  socket_t udp = made(AF_INET, SOCK_DGRAM), so = (socket_t)bytes;
  RETURNS(EINVAL, sock_accept(listener, NULL, 0, 0, NULL, NULL, NULL));
  RETURNS(EINVAL, sock_accept(client, NULL, 0, 0, NULL, NULL, &so));
  RETURNS(EINVAL, sock_accept(udp, NULL, 0, 0, NULL, NULL, &so));
  RETURNS(ENOTSUP, sock_accept(listener, NULL, 0, MSG_PEEK, NULL, NULL, &so));
  RETURNS(EWOULDBLOCK, sock_accept(listener, NULL, 0, MSG_DONTWAIT, NULL, NULL, &so));
  CLAIM(so == (socket_t)bytes);
  RETURNS(0, sock_connect(client, ADDRESS(address), 0));
  RETURNS(0, sock_accept(listener, ADDRESS(peer), -1, 0, NULL, NULL, &so));
  CLAIM(peer.sin_family == 0 && sock_isconnected(so) == 1);
  sock_close(so);
  sock_close(client);
  client = made(AF_INET, SOCK_STREAM);
  RETURNS(0, sock_connect(client, ADDRESS(address), 0));
  RETURNS(0, sock_accept(listener, ADDRESS(peer), 2, (int)MSG_USEUPCALL, NULL, NULL, &so));
  CLAIM(peer.sin_family == AF_INET && peer.sin_port == 0);  // two bytes of the address
  sock_close(so), sock_close(client), sock_close(listener), sock_close(udp);
}

static void naming(void) {
  struct sockaddr_in address, mine = loopback(0), foreign = loopback(0), group = loopback(0);
  struct sockaddr_in6 six = {.sin6_family = AF_INET6};
  struct sockaddr *copy = NULL;
  socket_t listener = listening(&address), so = made(AF_INET, SOCK_STREAM);
  socket_t udp = made(AF_INET, SOCK_DGRAM);
  inet_pton(AF_INET, "192.0.2.77", &foreign.sin_addr);
  inet_pton(AF_INET, "224.0.0.9", &group.sin_addr);
  RETURNS(EINVAL, sock_bind(so, NULL));
  RETURNS(EAFNOSUPPORT, sock_bind(so, ADDRESS(six)));
  RETURNS(EAFNOSUPPORT, sock_bind(so, ADDRESS(group)));
  RETURNS(EADDRNOTAVAIL, sock_bind(so, ADDRESS(foreign)));
  RETURNS(EADDRINUSE, sock_bind(so, ADDRESS(address)));
  RETURNS(0, sock_getsockname(so, ADDRESS(mine), sizeof mine));
  CLAIM(mine.sin_family == AF_INET && mine.sin_port == 0 && mine.sin_addr.s_addr == 0);
  mine = loopback(0);
  RETURNS(0, sock_bind(so, ADDRESS(mine)));
  RETURNS(EINVAL, sock_bind(so, ADDRESS(mine)));
  RETURNS(EOPNOTSUPP, sock_listen(udp, 1));
  RETURNS(ENOTCONN, sock_getpeername(so, ADDRESS(mine), sizeof mine));
  RETURNS(EINVAL, sock_getpeername(so, NULL, sizeof mine));
  RETURNS(EINVAL, sock_getsockname(so, NULL, sizeof mine));
  RETURNS(EINVAL, sock_getsockname(so, ADDRESS(mine), -1));
  memset(&mine, 0, sizeof mine);
  RETURNS(0, sock_getsockname(so, ADDRESS(mine), 0));
  CLAIM(mine.sin_family == 0);
  RETURNS(EINVAL, sock_getaddr(so, NULL, 0));
  RETURNS(0, sock_getaddr(so, &copy, 1));  // no connection is asked for: zeros
  CLAIM(copy != NULL && copy->sa_family == AF_INET && ((struct sockaddr_in *)copy)->sin_port == 0);
  sock_freeaddr(copy);
  sock_close(so), sock_close(udp), sock_close(listener);
}

static void connecting(void) {
  struct sockaddr_in address, none = loopback(0), nobody;
  struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons(9)};
  socket_t listener = listening(&address), so = made(AF_INET, SOCK_STREAM);
  RETURNS(EINVAL, sock_connect(so, NULL, 0));
  RETURNS(EADDRNOTAVAIL, sock_connect(so, ADDRESS(none), 0));
  RETURNS(EAFNOSUPPORT, sock_connect(so, ADDRESS(six), 0));
  RETURNS(EOPNOTSUPP, sock_connect(listener, ADDRESS(address), 0));
  RETURNS(EINVAL, sock_connectwait(so, NULL));
  RETURNS(0, sock_connect(so, ADDRESS(address), 0));
  RETURNS(EISCONN, sock_connect(so, ADDRESS(address), 0));
  RETURNS(EISCONN, sock_connect(so, ADDRESS(address), MSG_DONTWAIT));
  RETURNS(0, sock_connectwait(so, NULL));  // the time counts only while connecting
  RETURNS(EINVAL, sock_listen(so, 1));
  sock_close(so);
  so = made(AF_INET, SOCK_STREAM);
  RETURNS(0, sock_bind(so, ADDRESS(none)));
  RETURNS(0, sock_getsockname(so, ADDRESS(nobody), sizeof nobody));
  sock_close(so);
  so = made(AF_INET, SOCK_STREAM);
  RETURNS(ECONNREFUSED, sock_connect(so, ADDRESS(nobody), 0));
  RETURNS(EINVAL, sock_connect(so, ADDRESS(address), 0));  // it is used up
  int value = 0, length = sizeof value;
  RETURNS(ECONNRESET, sock_getsockopt(so, IPPROTO_TCP, TCP_NODELAY, &value, &length));
  CLAIM(length == sizeof value);
  sock_close(so), sock_close(listener);
}

static void options(void) {
  socket_t so = made(AF_INET, SOCK_STREAM);
  int value = 0, length = sizeof value;
  struct timeval bad = {0, 1000000}, late = {-1, 0};
  struct linger slow = {1, 250};
  RETURNS(EINVAL, sock_getsockopt(so, SOL_SOCKET, SO_TYPE, NULL, &length));
  RETURNS(EINVAL, sock_getsockopt(so, SOL_SOCKET, SO_TYPE, &value, NULL));
  RETURNS(EINVAL, sock_setsockopt(so, SOL_SOCKET, SO_KEEPALIVE, NULL, sizeof value));
  RETURNS(EINVAL, sock_setsockopt(so, SOL_SOCKET, SO_KEEPALIVE, &value, -1));
  RETURNS(EINVAL, sock_setsockopt(so, SOL_SOCKET, SO_KEEPALIVE, &value, 1));
  RETURNS(EINVAL, sock_setsockopt(so, SOL_SOCKET, SO_SNDBUF, &value, sizeof value));
  RETURNS(ENOPROTOOPT, sock_setsockopt(so, SOL_SOCKET, 0x7777, &value, sizeof value));
  RETURNS(ENOPROTOOPT, sock_getsockopt(so, SOL_SOCKET, SO_ACCEPTCONN, &value, &length));
  RETURNS(EDOM, sock_setsockopt(so, SOL_SOCKET, SO_RCVTIMEO, &bad, sizeof bad));
  RETURNS(EDOM, sock_setsockopt(so, SOL_SOCKET, SO_SNDTIMEO, &late, sizeof late));
  value = 7456541;
  RETURNS(ENOBUFS, sock_setsockopt(so, SOL_SOCKET, SO_RCVBUF, &value, sizeof value));
  value = 450;
  RETURNS(EINVAL, sock_setsockopt(so, SOL_SOCKET, SO_TRAFFIC_CLASS, &value, sizeof value));
  value = 1;
  RETURNS(0, sock_setsockopt(so, SOL_SOCKET, SO_KEEPALIVE, &value, sizeof value));
  length = 1, value = 0;
  RETURNS(0, sock_getsockopt(so, SOL_SOCKET, SO_KEEPALIVE, &value, &length));
  CLAIM(value == 8 && length == 1);  // its bit, cut to the room there is
  RETURNS(0, sock_setsockopt(so, SOL_SOCKET, SO_LINGER, &slow, sizeof slow));
  length = sizeof slow;
  RETURNS(0, sock_getsockopt(so, SOL_SOCKET, SO_LINGER_SEC, &slow, &length));
  CLAIM(slow.l_linger == 2);
  RETURNS(EINVAL, sock_ioctl(so, FIONBIO, NULL));
  RETURNS(EOPNOTSUPP, sock_ioctl(so, 0x12345678, &value));
  RETURNS(0, sock_ioctl(so, (unsigned long)(long)(int)KPI_FIONBIO, &value));  // sign-extended
  CLAIM(sock_isnonblocking(so) == 1);
  size_t room = 2;
  RETURNS(EINVAL, sock_settclassopt(so, NULL, sizeof value));
  RETURNS(EINVAL, sock_gettclassopt(so, NULL, &room));
  RETURNS(EINVAL, sock_gettclassopt(so, &value, NULL));
  RETURNS(0, sock_gettclassopt(so, &value, &room));
  CLAIM(room == 2);
  sock_close(so);
}

static void moving(void) {
  struct sockaddr_in address;
  socket_t listener = listening(&address), client = made(AF_INET, SOCK_STREAM), server;
  socket_t loose = made(AF_INET, SOCK_STREAM), udp = made(AF_INET, SOCK_DGRAM);
  size_t moved = 9, wanted = 0;
  struct iovec hollow[2] = {{bytes, 0}, {bytes, 1}};
  struct msghdr empty = {0}, odd = {.msg_iov = hollow, .msg_iovlen = 2};
  mbuf_t chain = NULL;
  RETURNS(0, sock_connect(client, ADDRESS(address), 0));
  RETURNS(0, sock_accept(listener, NULL, 0, 0, NULL, NULL, &server));

  RETURNS(EINVAL, sock_send(client, &empty, 0, &moved));
  CLAIM(moved == 9);
  RETURNS(ENOTCONN, sock_send(loose, &whole, 0, &moved));
  CLAIM(moved == 0);
  RETURNS(EDESTADDRREQ, sock_send(udp, &whole, 0, NULL));
  RETURNS(EOPNOTSUPP, sock_send(udp, &whole, MSG_OOB, NULL));
  RETURNS(EINVAL, sock_send(client, &whole, MSG_EOR, NULL));
  odd.msg_control = bytes, odd.msg_controllen = 1;
  RETURNS(EINVAL, sock_send(udp, &odd, 0, NULL));
  odd.msg_control = NULL, odd.msg_controllen = 0;

  RETURNS(EINVAL, sock_receive(server, &odd, 0, &moved));  // the first buffer is empty
  RETURNS(EINVAL, sock_receive(server, &empty, 0, &moved));
  RETURNS(ENOTCONN, sock_receive(loose, &whole, 0, &moved));
  RETURNS(EWOULDBLOCK, sock_receive(udp, &whole, MSG_DONTWAIT, NULL));
  RETURNS(EINVAL, sock_receive(server, &whole, MSG_OOB, &moved));
  RETURNS(EINVAL, sock_receivembuf(server, NULL, &chain, 0, &wanted));
  RETURNS(EINVAL, sock_receivembuf(server, NULL, NULL, 0, &moved));
  RETURNS(EINVAL, sock_receivembuf(server, NULL, &chain, 0, NULL));
  moved = 1;
  RETURNS(EINVAL, sock_receivembuf(server, &whole, &chain, 0, &moved));
  moved = 1, chain = (mbuf_t)bytes;
  RETURNS(EWOULDBLOCK, sock_receivembuf(server, NULL, &chain, MSG_DONTWAIT, &moved));
  CLAIM(chain == NULL && moved == 0);

  RETURNS(EINVAL, sock_sendmbuf(client, NULL, NULL, 0, NULL));
  RETURNS(0, mbuf_gethdr(MBUF_WAITOK, MBUF_TYPE_DATA, &chain));
  RETURNS(EINVAL, sock_sendmbuf(client, &whole, chain, 0, NULL));
  static const char much[400000];
  RETURNS(0, mbuf_gethdr(MBUF_WAITOK, MBUF_TYPE_DATA, &chain));
  RETURNS(0, mbuf_copyback(chain, 0, sizeof much, much, MBUF_WAITOK));
  RETURNS(EMSGSIZE, sock_sendmbuf(client, NULL, chain, 0, NULL));

  // The caller's flags come back with the result's, and the name's length stays as given.
  RETURNS(0, sock_send(client, &whole, 0, &moved));
  struct msghdr in = {.msg_iov = &part, .msg_iovlen = 1, .msg_name = &address, .msg_namelen = 3};
  RETURNS(0, sock_receive(server, &in, MSG_WAITALL, &moved));
  CLAIM(moved == sizeof bytes && in.msg_flags & MSG_WAITALL && in.msg_namelen == 3);
  sock_close(loose), sock_close(udp), sock_close(client), sock_close(server), sock_close(listener);
}

static void ending(void) {
  struct sockaddr_in address;
  socket_t listener = listening(&address), client = made(AF_INET, SOCK_STREAM), server, udp, local;
  RETURNS(0, sock_connect(client, ADDRESS(address), 0));
  RETURNS(0, sock_accept(listener, NULL, 0, 0, NULL, NULL, &server));
  udp = made(AF_INET, SOCK_DGRAM), local = made(AF_UNIX, SOCK_STREAM);
  RETURNS(EINVAL, sock_shutdown(client, -1));
  RETURNS(EINVAL, sock_shutdown(client, 3));
  RETURNS(ENOTCONN, sock_shutdown(udp, SHUT_RDWR));
  RETURNS(ENOTCONN, sock_shutdown(listener, SHUT_RD));
  RETURNS(0, sock_shutdown(client, SHUT_RDWR));
  RETURNS(ENOTCONN, sock_shutdown(client, SHUT_WR));
  int on = 1;
  RETURNS(EINVAL, sock_setsockopt(client, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on));
  RETURNS(EPIPE, sock_send(client, &whole, 0, NULL));
  RETURNS(EINVAL, socket_defunct(NULL, server, 3));
  RETURNS(EOPNOTSUPP, socket_defunct(NULL, server, SHUTDOWN_SOCKET_LEVEL_DISCONNECT_SVC));
  RETURNS(EOPNOTSUPP, socket_defunct(NULL, local, SHUTDOWN_SOCKET_LEVEL_DISCONNECT_ALL));
  RETURNS(0, socket_defunct(NULL, server, SHUTDOWN_SOCKET_LEVEL_DISCONNECT_ALL));
  RETURNS(0, socket_defunct(NULL, server, SHUTDOWN_SOCKET_LEVEL_DISCONNECT_ALL));
  RETURNS(EPIPE, sock_send(server, &whole, 0, NULL));
  RETURNS(ENOTCONN, sock_receive(server, &whole, 0, NULL));
  RETURNS(0, socket_defunct(NULL, udp, SHUTDOWN_SOCKET_LEVEL_DISCONNECT_ALL));
  RETURNS(EINVAL, sock_bind(udp, ADDRESS(address)));
  RETURNS(EOPNOTSUPP, sock_connect(udp, ADDRESS(address), 0));
  sock_close(client), sock_close(server), sock_close(listener), sock_close(udp), sock_close(local);
}

int main(void) {
  null_sockets();
  making();
  accepting();
  naming();
  connecting();
  options();
  moving();
  ending();
  return verdict();
}

// SPDX-License-Identifier: Apache-2.0
// Every function of kpi_socket.h from C: what it does, and what it answers to nonsense.
// Clean in checked mode.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <stdatomic.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <sys/kpi_mbuf.h>
#include <sys/kpi_socket.h>

#include "check.h"

static atomic_int upcalls, events, accepted_upcalls;
static void count(socket_t so, void *cookie, int waitf) {
  (void)so, (void)waitf;
  atomic_fetch_add((atomic_int *)cookie, 1);
}
static void note(socket_t so, void *cookie, uint32_t event) {
  (void)so, (void)event;
  atomic_fetch_add((atomic_int *)cookie, 1);
}

static struct sockaddr_in loopback(in_port_t port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = port};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

struct pair { socket_t listener, client, server; };

static struct pair connected(void) {
  struct pair p = {0};
  struct sockaddr_in address = loopback(0);
  RETURNS(0, sock_socket(AF_INET, SOCK_STREAM, 0, count, &upcalls, &p.listener));
  RETURNS(0, sock_bind(p.listener, (struct sockaddr *)&address));
  RETURNS(0, sock_listen(p.listener, 8));
  RETURNS(0, sock_getsockname(p.listener, (struct sockaddr *)&address, sizeof address));
  RETURNS(0, sock_socket(AF_INET, SOCK_STREAM, 0, NULL, NULL, &p.client));
  RETURNS(0, sock_connect(p.client, (struct sockaddr *)&address, 0));
  struct sockaddr_in peer;
  RETURNS(0, sock_accept(p.listener, (struct sockaddr *)&peer, sizeof peer, 0, NULL, NULL,
                         &p.server));
  CLAIM(peer.sin_addr.s_addr == htonl(INADDR_LOOPBACK));
  return p;
}

// Disarmed first: checked mode reports a close that leaves an upcall armed.
static void disconnect(struct pair p) {
  sock_setupcall(p.client, NULL, NULL);
  sock_setupcall(p.server, NULL, NULL);
  sock_setupcall(p.listener, NULL, NULL);
  sock_close(p.client);
  sock_close(p.server);
  sock_close(p.listener);
}

static void making(void) {
  socket_t so = NULL;
  int domain = 0, type = 0, protocol = 0;
  RETURNS(EINVAL, sock_socket(AF_INET, SOCK_STREAM, 0, NULL, NULL, NULL));
  RETURNS(EAFNOSUPPORT, sock_socket(250, SOCK_STREAM, 0, NULL, NULL, &so));
  CLAIM(so == NULL);
  RETURNS(0, sock_socket(AF_INET6, SOCK_DGRAM, 0, NULL, NULL, &so));
  RETURNS(0, sock_gettype(so, &domain, &type, &protocol));
  CLAIM(domain == AF_INET6 && type == SOCK_DGRAM && protocol == IPPROTO_UDP);
  RETURNS(0, sock_gettype(so, NULL, NULL, NULL));
  CLAIM(sock_iskernel(so) == 1);
  CLAIM(sock_getlistener(so) == NULL);
  RETURNS(0, sock_setpriv(so, 1));
  RETURNS(EINVAL, sock_setpriv(NULL, 1));
  RETURNS(0, sock_nointerrupt(so, 1));
  sock_retain(so);
  sock_release(so);
  sock_close(so);
  sock_close(NULL);
}

static void connecting(void) {
  socket_t so;
  struct sockaddr_in nobody = loopback(htons(1));
  RETURNS(0, sock_socket(AF_INET, SOCK_STREAM, 0, NULL, NULL, &so));
  RETURNS(EINVAL, sock_connectwait(so, &(struct timeval){0, 0}));
  errno_t error = sock_connect(so, (struct sockaddr *)&nobody, MSG_DONTWAIT);
  CLAIM(error == EINPROGRESS || error == ECONNREFUSED);
  if (error == EINPROGRESS) {
    do error = sock_connectwait(so, &(struct timeval){2, 0});
    while (error == EINPROGRESS);
    CLAIM(error == ECONNREFUSED);
  }
  CLAIM(sock_isconnected(so) == 0);
  sock_close(so);
}

static void transferring(void) {
  struct pair p = connected();
  CLAIM(sock_isconnected(p.client) == 1);
  RETURNS(0, sock_setupcall(p.server, count, &accepted_upcalls));

  char out[] = "twelve bytes", in[32] = {0};
  struct iovec part = {out, sizeof out};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
  size_t moved = 0;
  RETURNS(0, sock_send(p.client, &message, 0, &moved));
  CLAIM(moved == sizeof out);
  SOON(atomic_load(&accepted_upcalls) > 0);
  part = (struct iovec){in, sizeof in};
  RETURNS(0, sock_receive(p.server, &message, 0, &moved));
  CLAIM(moved == sizeof out && strcmp(in, out) == 0);
  RETURNS(EWOULDBLOCK, sock_receive(p.server, &message, MSG_DONTWAIT, &moved));
  RETURNS(EINVAL, sock_receive(p.server, NULL, 0, &moved));
  RETURNS(EINVAL, sock_send(p.server, NULL, 0, &moved));

  mbuf_t chain = NULL;
  RETURNS(0, mbuf_allocpacket(MBUF_WAITOK, 6000, NULL, &chain));
  char many[6000];
  RETURNS(0, mbuf_copyback(chain, 0, sizeof many, memset(many, 'x', sizeof many), MBUF_WAITOK));
  mbuf_pkthdr_setlen(chain, 6000);
  RETURNS(0, sock_sendmbuf(p.client, NULL, chain, 0, &moved));
  CLAIM(moved == 6000);
  size_t total = 0;
  while (total < 6000) {
    size_t length = 6000 - total;
    RETURNS(0, sock_receivembuf(p.server, NULL, &chain, 0, &length));
    if (length == 0) break;
    char first = 0;
    RETURNS(0, mbuf_copydata(chain, 0, 1, &first));
    CLAIM(first == 'x');
    total += length;
    mbuf_freem(chain);
  }
  CLAIM(total == 6000);
  RETURNS(0, mbuf_allocpacket(MBUF_WAITOK, 100, NULL, &chain));
  RETURNS(0, mbuf_copyback(chain, 0, 5, "five!", MBUF_WAITOK));
  mbuf_pkthdr_setlen(chain, 5);
  RETURNS(0, sock_sendmbuf_can_wait(p.client, NULL, chain, 0, &moved));
  size_t length = 32;
  RETURNS(0, sock_receive_internal(p.server, &message, NULL, 0, &length));

  RETURNS(0, sock_shutdown(p.client, SHUT_WR));
  RETURNS(EINVAL, sock_shutdown(p.client, 77));
  RETURNS(EPIPE, sock_send(p.client, &message, 0, &moved));
  part = (struct iovec){in, sizeof in};
  RETURNS(0, sock_receive(p.server, &message, 0, &moved));
  CLAIM(moved == 0);
  disconnect(p);
}

static void naming(void) {
  struct pair p = connected();
  struct sockaddr_in mine, theirs;
  RETURNS(0, sock_getsockname(p.client, (struct sockaddr *)&mine, sizeof mine));
  RETURNS(0, sock_getpeername(p.server, (struct sockaddr *)&theirs, sizeof theirs));
  CLAIM(mine.sin_port == theirs.sin_port && mine.sin_port != 0);
  struct sockaddr *copy = NULL;
  RETURNS(0, sock_getaddr(p.server, &copy, 1));
  CLAIM(copy != NULL && ((struct sockaddr_in *)copy)->sin_port == mine.sin_port);
  sock_freeaddr(copy);
  disconnect(p);
}

static void options(void) {
  struct pair p = connected();
  int value = 1, length = sizeof value, waiting = -1;
  RETURNS(0, sock_setsockopt(p.client, SOL_SOCKET, SO_KEEPALIVE, &value, sizeof value));
  value = 0;
  RETURNS(0, sock_getsockopt(p.client, SOL_SOCKET, SO_KEEPALIVE, &value, &length));
  CLAIM(value != 0 && length == sizeof value);
  RETURNS(EINVAL, sock_setsockopt(NULL, SOL_SOCKET, SO_KEEPALIVE, &value, sizeof value));
  CLAIM(sock_isnonblocking(p.client) == 0);
  RETURNS(0, sock_ioctl(p.client, FIONBIO, &value));
  CLAIM(sock_isnonblocking(p.client) == 1);
  RETURNS(0, sock_ioctl(p.client, FIONREAD, &waiting));
  CLAIM(waiting == 0);
  int octet = 0x20;
  size_t octets = sizeof octet;
  RETURNS(ENOTCONN, sock_settclassopt(p.listener, &octet, sizeof octet));
  RETURNS(EINVAL, sock_settclassopt(p.client, &octet, 1));
  RETURNS(0, sock_settclassopt(p.client, &octet, sizeof octet));
  octet = 0;
  RETURNS(0, sock_gettclassopt(p.client, &octet, &octets));
  CLAIM(octet == 0x20 && octets == sizeof octet);
  int class = 0, class_length = sizeof class;
  RETURNS(0, sock_getsockopt(p.client, SOL_SOCKET, SO_TRAFFIC_CLASS, &class, &class_length));
  CLAIM(class == SO_TC_BK || class == SO_TC_BK_SYS);
  socket_set_traffic_mgt_flags(p.client, TRAFFIC_MGT_SO_BACKGROUND);
  socket_clear_traffic_mgt_flags(p.client, TRAFFIC_MGT_SO_BACKGROUND);
  socket_set_traffic_mgt_flags_locked(p.client, TRAFFIC_MGT_SO_BACKGROUND);
  socket_clear_traffic_mgt_flags_locked(p.client, TRAFFIC_MGT_SO_BACKGROUND);
  disconnect(p);
}

static void calling_back(void) {
  struct pair p = connected();
  // A connection that nobody accepts: the listener hears of it.
  struct sockaddr_in address = loopback(0);
  socket_t second = NULL;
  RETURNS(0, sock_getsockname(p.listener, (struct sockaddr *)&address, sizeof address));
  RETURNS(0, sock_socket(AF_INET, SOCK_STREAM, 0, NULL, NULL, &second));
  RETURNS(0, sock_connect(second, (struct sockaddr *)&address, 0));
  SOON(atomic_load(&upcalls) > 0);
  sock_close(second);
  RETURNS(0, sock_setupcalls(p.client, count, &upcalls, NULL, NULL));
  uint32_t mask = SO_FILT_HINT_DISCONNECTED | SO_FILT_HINT_CANTRCVMORE;
  RETURNS(0, sock_catchevents(p.client, note, &events, mask));
  sock_close(p.server);
  SOON(atomic_load(&events) > 0);
  RETURNS(0, sock_setupcall(p.client, NULL, NULL));
  RETURNS(0, socket_defunct(NULL, p.client, SHUTDOWN_SOCKET_LEVEL_DISCONNECT_ALL));
  sock_close(p.client);
  RETURNS(0, sock_setupcall(p.listener, NULL, NULL));
  sock_close(p.listener);
}

int main(void) {
  making();
  connecting();
  transferring();
  naming();
  options();
  calling_back();
  return verdict();
}

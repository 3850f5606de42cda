// SPDX-License-Identifier: Apache-2.0
// Upcalls from C: order on connect and disconnect, one packet a call, closing from within and while they run;
// and the class of single packets, by control message.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <stdatomic.h>
#include <sys/socket.h>

#include <sys/kpi_socket.h>

#include "check.h"

static struct sockaddr_in loopback(in_port_t port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = port};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}
#define ADDRESS(address) ((struct sockaddr *)&(address))

// The callbacks of one socket, one letter each: r read, w write, c connected, d disconnected, x reset.
static _Atomic(int) length;
static char letters[64];
static void letter(char which) {
  int place = atomic_load(&length);
  if (place + 1 >= (int)sizeof letters) return;
  letters[place] = which;
  atomic_store(&length, place + 1);
}
static void reads(socket_t so, void *cookie, int waitf) {
  (void)so, (void)cookie;
  CLAIM(waitf == 1);
  letter('r');
}
static void writes(socket_t so, void *cookie, int waitf) {
  (void)so, (void)cookie, (void)waitf;
  letter('w');
}
static void happens(socket_t so, void *cookie, uint32_t event) {
  (void)so, (void)cookie;
  if (event & SO_FILT_HINT_CONNRESET) letter('x');
  if (event & SO_FILT_HINT_CONNECTED) letter('c');
  if (event & SO_FILT_HINT_DISCONNECTED) letter('d');
}

static void order(void) {
  struct sockaddr_in address = loopback(0);
  socket_t listener, client, server;
  struct linger abort = {1, 0};
  uint32_t mask = SO_FILT_HINT_CONNECTED | SO_FILT_HINT_DISCONNECTED | SO_FILT_HINT_CONNRESET;
  RETURNS(0, sock_socket(AF_INET, SOCK_STREAM, 0, NULL, NULL, &listener));
  RETURNS(0, sock_bind(listener, ADDRESS(address)));
  RETURNS(0, sock_listen(listener, 4));
  RETURNS(0, sock_getsockname(listener, ADDRESS(address), sizeof address));
  RETURNS(0, sock_socket(AF_INET, SOCK_STREAM, 0, NULL, NULL, &client));
  RETURNS(0, sock_setupcalls(client, reads, NULL, writes, NULL));
  RETURNS(0, sock_catchevents(client, happens, NULL, mask));
  RETURNS(0, sock_connect(client, ADDRESS(address), 0));
  RETURNS(0, sock_accept(listener, NULL, 0, 0, NULL, NULL, &server));
  SOON(atomic_load(&length) == 3);
  CLAIM(strcmp(letters, "rwc") == 0);
  RETURNS(0, sock_setsockopt(server, SOL_SOCKET, SO_LINGER, &abort, sizeof abort));
  sock_close(server);
  SOON(atomic_load(&length) == 7);
  CLAIM(strcmp(letters, "rwcxdwr") == 0);
  CLAIM(sock_isconnected(client) == 0);
  sock_close(client), sock_close(listener);
}

static atomic_int taken, running, closed;
static void take_one(socket_t so, void *cookie, int waitf) {
  char byte;
  struct iovec part = {&byte, 1};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
  (void)cookie, (void)waitf;
  if (sock_receive(so, &message, MSG_DONTWAIT, NULL) == 0) atomic_fetch_add(&taken, 1);
}
static void slow(socket_t so, void *cookie, int waitf) {
  atomic_store(&running, 1);
  take_one(so, cookie, waitf);
  nanosleep(&(struct timespec){0, 50000000}, NULL);
  atomic_store(&running, 0);
}
static void close_itself(socket_t so, void *cookie, int waitf) {
  (void)cookie, (void)waitf;
  sock_close(so);
  atomic_store(&closed, 1);
}

static socket_t receiver(sock_upcall upcall, struct sockaddr_in *address) {
  socket_t so;
  int on = 1;
  *address = loopback(0);
  RETURNS(0, sock_socket(AF_INET, SOCK_DGRAM, 0, upcall, NULL, &so));
  RETURNS(0, sock_setsockopt(so, SOL_SOCKET, SO_UPCALLCLOSEWAIT, &on, sizeof on));
  RETURNS(0, sock_bind(so, ADDRESS(*address)));
  RETURNS(0, sock_getsockname(so, ADDRESS(*address), sizeof *address));
  return so;
}

static void send_to(socket_t so, struct sockaddr_in *address, void *control, size_t size) {
  char byte = 1;
  struct iovec part = {&byte, 1};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_name = address,
                           .msg_namelen = sizeof *address, .msg_control = control,
                           .msg_controllen = size};
  RETURNS(0, sock_send(so, &message, 0, NULL));
}

static void packets_and_closing(void) {
  struct sockaddr_in address;
  socket_t sender, so = receiver(take_one, &address);
  RETURNS(0, sock_socket(AF_INET, SOCK_DGRAM, 0, NULL, NULL, &sender));
  for (int i = 0; i < 60; i++) send_to(sender, &address, NULL, 0);
  SOON(atomic_load(&taken) == 60);
  sock_close(so);

  so = receiver(slow, &address);
  send_to(sender, &address, NULL, 0);
  SOON(atomic_load(&running) == 1);
  sock_close(so);  // waits, as SO_UPCALLCLOSEWAIT says
  CLAIM(atomic_load(&running) == 0);

  so = receiver(close_itself, &address);
  send_to(sender, &address, NULL, 0);
  SOON(atomic_load(&closed) == 1);  // and does not wait for itself
  sock_close(sender);
}

static void packet_classes(void) {
  union {
    struct cmsghdr header;
    char room[CMSG_SPACE(sizeof(int))];
  } control = {0};
  struct sockaddr_in address;
  struct so_tcstats statistics[SO_TC_STATS_MAX];
  int on = 1, class = SO_TC_VO, size = sizeof statistics;
  socket_t sender, so = receiver(NULL, &address);
  RETURNS(0, sock_socket(AF_INET, SOCK_DGRAM, 0, NULL, NULL, &sender));
  control.header.cmsg_level = SOL_SOCKET;
  control.header.cmsg_type = SO_TRAFFIC_CLASS;
  control.header.cmsg_len = CMSG_LEN(sizeof class);
  memcpy(CMSG_DATA(&control.header), &class, sizeof class);
  send_to(sender, &address, &control, sizeof control);
  RETURNS(0, sock_getsockopt(sender, SOL_SOCKET, SO_TRAFFIC_CLASS_STATS, statistics, &size));
  CLAIM(statistics[3].txpackets == 1 && statistics[0].txpackets == 0);

  int octet = 0x20;
  char bytes[8];
  struct iovec part = {bytes, sizeof bytes};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
  RETURNS(0, sock_receive(so, &message, 0, NULL));
  RETURNS(0, sock_setsockopt(so, SOL_SOCKET, SO_RECV_TRAFFIC_CLASS, &on, sizeof on));
  RETURNS(0, sock_setsockopt(sender, IPPROTO_IP, IP_TOS, &octet, sizeof octet));
  send_to(sender, &address, NULL, 0);
  memset(&control, 0, sizeof control);
  message.msg_control = &control, message.msg_controllen = sizeof control;
  RETURNS(0, sock_receive(so, &message, 0, NULL));
  CLAIM(control.header.cmsg_level == SOL_SOCKET && control.header.cmsg_type == SO_TRAFFIC_CLASS);
  memcpy(&class, CMSG_DATA(&control.header), sizeof class);
  CLAIM(class == SO_TC_BK);
  sock_close(so), sock_close(sender);
}

int main(void) {
  order();
  packets_and_closing();
  packet_classes();
  return verdict();
}

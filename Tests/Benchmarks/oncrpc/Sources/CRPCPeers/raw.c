/* SPDX-License-Identifier: Apache-2.0
 * The measure of things: encoded calls, one send for all that are due, records skipped by their marks. */
#include "peers.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { mark = 4, call_header = 40, credential = 20, handle = 36, room = 1 << 20 };

static unsigned char in[room], out[room];

static void word(unsigned char *at, unsigned value) {
  value = htonl(value);
  memcpy(at, &value, 4);
}

static size_t encode(unsigned char *call, int procedure) {
  size_t length = call_header + credential + handle;
  if (procedure == peer_read) length += 12;
  if (procedure == peer_write) length += 20 + peer_payload;
  memset(call, 0, mark + length);
  word(call, 0x80000000u | (unsigned)length);
  word(call + mark + 8, 2);
  word(call + mark + 12, 100003);
  word(call + mark + 16, 3);
  word(call + mark + 20, (unsigned)procedure);
  word(call + mark + 24, 1);
  word(call + mark + 28, credential);
  word(call + mark + call_header + credential, 32);
  return mark + length;
}

static int open_connection(int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
  int one = 1, fd = socket(AF_INET, SOCK_STREAM, 0);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(fd, (void *)&address, sizeof address)) return -1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  return fd;
}

int peer_raw(int port, int procedure, int depth, int total) {
  static unsigned char call[mark + call_header + credential + handle + 64 + peer_payload];
  size_t length = encode(call, procedure), have = 0, due = 0;
  int fd = open_connection(port), events = epoll_create1(0), made = 0, done = 0;
  struct epoll_event event = {.events = EPOLLIN};
  if (fd < 0 || epoll_ctl(events, EPOLL_CTL_ADD, fd, &event)) return -1;
  while (done < total) {
    while (made < total && made - done < depth && sizeof out - due >= length) {
      memcpy(out + due, call, length);
      word(out + due + mark, (unsigned)++made);
      due += length;
    }
    for (size_t sent = 0; sent < due;) {
      ssize_t count = send(fd, out + sent, due - sent, MSG_NOSIGNAL);
      if (count <= 0) return -1;
      sent += (size_t)count;
    }
    due = 0;
    epoll_wait(events, &event, 1, -1);
    ssize_t got = recv(fd, in + have, sizeof in - have, MSG_DONTWAIT);
    if (got == 0) return -1;
    if (got < 0) continue;
    have += (size_t)got;
    size_t at = 0;
    while (have - at >= mark) {
      unsigned size;
      memcpy(&size, in + at, 4);
      size = ntohl(size) & 0x7fffffffu;
      if (have - at < mark + size) break;
      at += mark + size;
      done++;
    }
    memmove(in, in + at, have - at);
    have -= at;
  }
  close(fd);
  close(events);
  return 0;
}

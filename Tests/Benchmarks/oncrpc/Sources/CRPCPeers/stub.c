/* SPDX-License-Identifier: Apache-2.0
 * A server that answers with replies encoded in advance; a process for each connection. */
#include "peers.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { mark = 4, header = 24, room = 1 << 20 };

static unsigned char replies[8][mark + header + 128 + peer_payload];
static size_t lengths[8];

static void word(unsigned char *at, unsigned value) {
  value = htonl(value);
  memcpy(at, &value, 4);
}

static void prepare(int procedure, size_t results) {
  lengths[procedure] = mark + header + results;
  word(replies[procedure], 0x80000000u | (unsigned)(header + results));
  word(replies[procedure] + 8, 1); /* a reply: accepted, no verifier, success */
}

static void prepare_all(void) {
  prepare(peer_getattr, 88);
  word(replies[peer_getattr] + mark + header + 4, 1);
  prepare(peer_read, 20 + peer_payload);
  word(replies[peer_read] + mark + header + 8, peer_payload);
  word(replies[peer_read] + mark + header + 16, peer_payload);
  prepare(peer_write, 28);
  word(replies[peer_write] + mark + header + 12, peer_payload);
}

static unsigned big(const unsigned char *at) {
  unsigned value;
  memcpy(&value, at, 4);
  return ntohl(value);
}

static int send_all(int fd, const unsigned char *bytes, size_t count) {
  while (count > 0) {
    ssize_t sent = send(fd, bytes, count, MSG_NOSIGNAL);
    if (sent <= 0) return -1;
    bytes += sent;
    count -= (size_t)sent;
  }
  return 0;
}

static void serve(int fd) {
  static unsigned char in[room], out[room];
  size_t have = 0;
  for (;;) {
    ssize_t got = recv(fd, in + have, sizeof in - have, 0);
    if (got <= 0) return;
    have += (size_t)got;
    size_t at = 0, ready = 0;
    while (have - at >= mark) {
      size_t length = mark + (big(in + at) & 0x7fffffffu);
      if (have - at < length) break;
      unsigned procedure = big(in + at + mark + 20) & 7;
      if (lengths[procedure] == 0) return;
      if (sizeof out - ready < lengths[procedure]) {
        if (send_all(fd, out, ready)) return;
        ready = 0;
      }
      memcpy(out + ready, replies[procedure], lengths[procedure]);
      memcpy(out + ready + mark, in + at + mark, 4);
      ready += lengths[procedure];
      at += length;
    }
    memmove(in, in + at, have - at);
    have -= at;
    if (send_all(fd, out, ready)) return;
  }
}

int peer_serve(void) {
  struct sockaddr_in address = {.sin_family = AF_INET};
  socklen_t size = sizeof address;
  int one = 1, listener = socket(AF_INET, SOCK_STREAM, 0);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(listener, (void *)&address, sizeof address) || listen(listener, 16)) return -1;
  getsockname(listener, (void *)&address, &size);
  pid_t child = fork();
  if (child < 0) return -1;
  if (child > 0) {
    close(listener);
    return ntohs(address.sin_port);
  }
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  signal(SIGCHLD, SIG_IGN);
  prepare_all();
  for (;;) {
    int fd = accept(listener, 0, 0);
    if (fd < 0) continue;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (fork() == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      serve(fd);
      _exit(0);
    }
    close(fd);
  }
}

/* SPDX-License-Identifier: Apache-2.0
 * The other side of every benchmark: a plain C epoll server in a process of its own. */
#include "drivers.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { block = 256 * 1024 };
static char buffer[block];

static void send_all(int fd, size_t size) {
  for (size_t done = 0; done < size;) {
    ssize_t n = send(fd, buffer + done, size - done, MSG_NOSIGNAL);
    if (n <= 0) return;
    done += (size_t)n;
  }
}

static void serve(int listener, enum bench_peer_kind kind) {
  int set = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = listener};
  epoll_ctl(set, EPOLL_CTL_ADD, listener, &event);
  for (;;) {
    struct epoll_event events[64];
    int count = epoll_wait(set, events, 64, -1);
    for (int i = 0; i < count; i++) {
      int fd = events[i].data.fd;
      if (fd == listener) {
        int one = 1, accepted = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
        if (accepted < 0) continue;
        setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        event.events = kind == BENCH_SOURCE ? EPOLLOUT : EPOLLIN;
        event.data.fd = accepted;
        epoll_ctl(set, EPOLL_CTL_ADD, accepted, &event);
        continue;
      }
      ssize_t n = kind == BENCH_SOURCE ? send(fd, buffer, 65536, MSG_NOSIGNAL | MSG_DONTWAIT)
                                       : recv(fd, buffer, block, 0);
      if (n > 0 && kind == BENCH_ECHO) send_all(fd, (size_t)n);
      if (n == 0 || (n < 0 && errno != EAGAIN)) close(fd);
    }
  }
}

int bench_stay(void) {
  cpu_set_t allowed, chosen;
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return -1;
  for (int processor = 0; processor < CPU_SETSIZE; processor++) {
    if (!CPU_ISSET(processor, &allowed)) continue;
    CPU_ZERO(&chosen);
    CPU_SET(processor, &chosen);
    return sched_setaffinity(0, sizeof chosen, &chosen);
  }
  return -1;
}

uint16_t bench_peer(enum bench_peer_kind kind, int *process) {
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof at;
  int one = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(listener, (void *)&at, sizeof at) != 0 || listen(listener, 512) != 0) return 0;
  getsockname(listener, (void *)&at, &length);
  pid_t parent = getpid(), child = fork();
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(0);
    serve(listener, kind);
    _exit(0);
  }
  close(listener);
  *process = child;
  return ntohs(at.sin_port);
}

/* SPDX-License-Identifier: Apache-2.0
 * The baseline: the same loops over raw system calls. */
#include "drivers.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

struct bench_link {
  int fd;
  char *buffer;
};
enum { block = 8 * 1024 * 1024 };

static int dial(uint16_t port) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port),
                           .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  if (connect(fd, (void *)&to, sizeof to) != 0) {
    close(fd);
    return -1;
  }
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  return fd;
}

struct bench_link *c_open(uint16_t port) {
  struct bench_link *link = calloc(1, sizeof *link);
  link->fd = dial(port);
  link->buffer = calloc(1, block);
  return link;
}

static int put(int fd, const char *from, size_t size) {
  for (size_t done = 0; done < size;) {
    ssize_t n = send(fd, from + done, size - done, MSG_NOSIGNAL);
    if (n <= 0) return -1;
    done += (size_t)n;
  }
  return 0;
}

static int get(int fd, char *to, size_t size) {
  for (size_t done = 0; done < size;) {
    ssize_t n = recv(fd, to + done, size - done, 0);
    if (n <= 0) return -1;
    done += (size_t)n;
  }
  return 0;
}

int c_pingpong(struct bench_link *link, size_t size, long count) {
  for (long i = 0; i < count; i++)
    if (put(link->fd, link->buffer, size) != 0 || get(link->fd, link->buffer, size) != 0) return -1;
  return 0;
}

int c_pipelined(struct bench_link *link, size_t size, int depth, long count) {
  size_t flying = 0, partial = 0;
  long sent = 0, done = 0;
  while (done < count) {
    long batch = depth - (long)flying;
    if (batch > count - sent) batch = count - sent;
    if (batch > 0) {
      if (put(link->fd, link->buffer, size * (size_t)batch) != 0) return -1;
      sent += batch;
      flying += (size_t)batch;
    }
    ssize_t n = recv(link->fd, link->buffer, size * flying - partial, 0);
    if (n <= 0) return -1;
    partial += (size_t)n;
    done += (long)(partial / size);
    flying -= partial / size;
    partial %= size;
  }
  return 0;
}

int c_stream_out(struct bench_link *link, size_t size, int batch, long count) {
  struct iovec parts[bench_most];
  while (count > 0) {
    int now = count < batch ? (int)count : batch;
    count -= now;
    if (now == 1) {
      if (put(link->fd, link->buffer, size) != 0) return -1;
      continue;
    }
    for (int i = 0; i < now; i++) parts[i] = (struct iovec){link->buffer, size};
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = (size_t)now};
    ssize_t n = sendmsg(link->fd, &message, MSG_NOSIGNAL);
    if (n < 0 || put(link->fd, link->buffer, size * (size_t)now - (size_t)n) != 0) return -1;
  }
  return 0;
}

int c_stream_in(struct bench_link *link, size_t size, long count) {
  for (size_t left = size * (size_t)count; left > 0;) {
    ssize_t n = recv(link->fd, link->buffer, left < size ? left : size, 0);
    if (n <= 0) return -1;
    left -= (size_t)n;
  }
  return 0;
}

/* What an upcall does, as a function behind a pointer. */
struct readiness {
  struct bench_link *link;
  size_t size, got;
  long left;
};

static void on_readable(struct readiness *state) {
  for (;;) {
    ssize_t n =
        recv(state->link->fd, state->link->buffer, state->size - state->got, MSG_DONTWAIT);
    if (n <= 0) return;
    state->got += (size_t)n;
    if (state->got < state->size) continue;
    state->got = 0;
    if (--state->left <= 0) return;
    put(state->link->fd, state->link->buffer, state->size);
  }
}

static void *readiness_loop(void *argument) {
  struct readiness *state = argument;
  void (*volatile callback)(struct readiness *) = on_readable;
  int set = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event event = {.events = EPOLLIN | EPOLLET};
  epoll_ctl(set, EPOLL_CTL_ADD, state->link->fd, &event);
  put(state->link->fd, state->link->buffer, state->size);
  while (state->left > 0)
    if (epoll_wait(set, &event, 1, -1) == 1) callback(state);
  close(set);
  return NULL;
}

int c_readiness(struct bench_link *link, size_t size, long count) {
  struct readiness state = {.link = link, .size = size, .left = count};
  pthread_t thread;
  if (pthread_create(&thread, NULL, readiness_loop, &state) != 0) return -1;
  return pthread_join(thread, NULL);
}

int c_connect(uint16_t port, long count) {
  for (long i = 0; i < count; i++) {
    int fd = dial(port);
    if (fd < 0) return -1;
    struct linger abort_on_close = {.l_onoff = 1, .l_linger = 0};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &abort_on_close, sizeof abort_on_close);
    close(fd);
  }
  return 0;
}

int c_accept(long count) {
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof at;
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (bind(listener, (void *)&at, sizeof at) != 0 || listen(listener, 128) != 0) return -1;
  getsockname(listener, (void *)&at, &length);
  for (long i = 0; i < count; i++) {
    int fd = dial(ntohs(at.sin_port));
    int accepted = accept(listener, NULL, NULL);
    if (fd < 0 || accepted < 0) return -1;
    struct linger abort_on_close = {.l_onoff = 1, .l_linger = 0};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &abort_on_close, sizeof abort_on_close);
    close(fd);
    close(accepted);
  }
  close(listener);
  return 0;
}

void c_close(struct bench_link *link) {
  close(link->fd);
  free(link->buffer);
  free(link);
}

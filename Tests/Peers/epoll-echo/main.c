// SPDX-License-Identifier: Apache-2.0
// A peer for the socket tests: an echo server over raw system calls and epoll, one thread, loopback only.
// Prints its port, and ends when its standard input does.
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PIECE = 65536, EVENTS = 64 };

// A connection, with what was read and not yet written back.
struct echo {
  int fd;
  size_t start, end;
  int is_over;  // the peer has sent its end
  char bytes[PIECE];
};

static void watch(int set, int how, int fd, uint32_t events, void *what) {
  struct epoll_event event = {.events = events, .data.ptr = what};
  if (epoll_ctl(set, how, fd, &event) != 0) perror("epoll_ctl"), exit(1);
}

static void drop(struct echo *echo) {
  close(echo->fd);
  free(echo);
}

// Writes and reads until one of them would sleep.
static void serve(int set, struct echo *echo) {
  for (;;) {
    while (echo->start < echo->end) {
      ssize_t count = send(echo->fd, echo->bytes + echo->start, echo->end - echo->start, MSG_NOSIGNAL);
      if (count < 0 && errno == EAGAIN) {
        watch(set, EPOLL_CTL_MOD, echo->fd, EPOLLOUT, echo);
        return;
      }
      if (count < 0) return drop(echo);
      echo->start += (size_t)count;
    }
    if (echo->is_over) return drop(echo);
    ssize_t count = recv(echo->fd, echo->bytes, PIECE, 0);
    if (count < 0 && errno == EAGAIN) {
      watch(set, EPOLL_CTL_MOD, echo->fd, EPOLLIN, echo);
      return;
    }
    if (count < 0) return drop(echo);
    echo->is_over = count == 0;
    echo->start = 0, echo->end = (size_t)count;
  }
}

static void take(int set, int listener) {
  for (;;) {
    int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    struct echo *echo = calloc(1, sizeof *echo);
    if (echo == NULL) exit(1);
    echo->fd = fd;
    watch(set, EPOLL_CTL_ADD, fd, EPOLLIN, echo);
  }
}

int main(void) {
  struct sockaddr_in address = {.sin_family = AF_INET};
  socklen_t length = sizeof address;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  int set = epoll_create1(EPOLL_CLOEXEC);
  if (listener < 0 || set < 0 || bind(listener, (struct sockaddr *)&address, length) != 0
      || listen(listener, 128) != 0
      || getsockname(listener, (struct sockaddr *)&address, &length) != 0) {
    perror("epoll-echo");
    return 1;
  }
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  static char input;
  watch(set, EPOLL_CTL_ADD, listener, EPOLLIN, NULL);
  watch(set, EPOLL_CTL_ADD, STDIN_FILENO, EPOLLIN, &input);
  for (;;) {
    struct epoll_event events[EVENTS];
    int count = epoll_wait(set, events, EVENTS, -1);
    for (int index = 0; index < count; index++) {
      void *what = events[index].data.ptr;
      if (what == &input) return 0;
      if (what == NULL) take(set, listener);
      else serve(set, what);
    }
  }
}

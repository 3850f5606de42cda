/* SPDX-License-Identifier: Apache-2.0
 * System calls that glibc shows only to programs with _GNU_SOURCE. */
#include "kx_calls.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <time.h>

_Static_assert(kx_pollrdhup == POLLRDHUP, "POLLRDHUP");

int kx_accept(int fd, struct sockaddr *from, socklen_t *length) {
  int accepted;
  do {
    accepted = accept4(fd, from, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
  } while (accepted == -1 && errno == EINTR);
  return accepted;
}

int kx_poll_bell(int fd, short interest, int bell, int64_t limit, short *ready) {
  struct pollfd entries[2] = {{.fd = fd, .events = interest}, {.fd = bell, .events = POLLIN}};
  struct timespec time = {.tv_sec = limit / 1000000000, .tv_nsec = limit % 1000000000};
  nfds_t count = bell < 0 ? 1 : 2;
  int found = limit < 0 ? poll(entries, count, -1) : limit == 0 ? poll(entries, count, 0)
                                                               : ppoll(entries, count, &time, NULL);
  *ready = entries[0].revents;
  return found;
}

int kx_poll(int fd, short interest, int64_t limit, short *ready) {
  return kx_poll_bell(fd, interest, -1, limit, ready);
}

void kx_name_thread(unsigned long thread, const char *name) {
  pthread_setname_np((pthread_t)thread, name);
}

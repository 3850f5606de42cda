/* SPDX-License-Identifier: Apache-2.0
 * The stub server: looks at the call, patches the xid, sends what it has ready. */
#include "nfs_peers.h"
#include "stub.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { room = 256 * 1024, longest_call = 4 << 20, copied_data = 8192 };

struct peer {
  int fd;
  size_t have, out_length;
  size_t skip;  /* bytes of the call at hand that are still to come */
  int answers;  /* `reply` goes out when they have come */
  struct stub_reply reply;
  uint8_t in[room], out[room];
};

static int send_all(int fd, const uint8_t *from, size_t size, int flags) {
  while (size > 0) {
    ssize_t n = send(fd, from, size, MSG_NOSIGNAL | flags);
    if (n <= 0) return -1;
    from += n;
    size -= (size_t)n;
  }
  return 0;
}

static int flush(struct peer *peer, int flags) {
  size_t length = peer->out_length;
  peer->out_length = 0;
  return length > 0 ? send_all(peer->fd, peer->out, length, flags) : 0;
}

static int queue(struct peer *peer) {
  const struct stub_reply *reply = &peer->reply;
  size_t copied = reply->data_length <= copied_data ? reply->data_length : 0;
  if (peer->out_length + reply->head_length + copied > room && flush(peer, 0) != 0) return -1;
  uint8_t *at = peer->out + peer->out_length;
  memcpy(at, reply->head ? reply->head : reply->own, reply->head_length);
  memcpy(at + 4, &reply->xid, 4);
  if (copied > 0) memcpy(at + reply->head_length, reply->data, copied);
  peer->out_length += reply->head_length + copied;
  if (reply->data_length == copied) return 0;
  if (flush(peer, MSG_MORE) != 0) return -1;
  return send_all(peer->fd, reply->data, reply->data_length, 0);
}

/* Answers every whole record that has come. -1 when the peer is to go. */
static int answer(struct peer *peer) {
  size_t at = 0;
  for (;;) {
    size_t skipped = peer->have - at < peer->skip ? peer->have - at : peer->skip;
    at += skipped;
    peer->skip -= skipped;
    if (peer->skip > 0) break;
    if (peer->answers) {
      peer->answers = 0;
      if (queue(peer) != 0) return -1;
    }
    if (peer->have - at < 4) break;
    uint32_t mark;
    memcpy(&mark, peer->in + at, 4);
    size_t length = ntohl(mark) & 0x7fffffff;
    if (length < 40 || length > longest_call) return -1;
    size_t looked_at = length < stub_arguments ? length : stub_arguments;
    if (peer->have - at - 4 < looked_at) break;
    if (stub_answer(peer->in + at + 4, looked_at, &peer->reply) != 0) return -1;
    peer->answers = 1;
    peer->skip = length;
    at += 4;
  }
  memmove(peer->in, peer->in + at, peer->have - at);
  peer->have -= at;
  return flush(peer, 0);
}

/* Takes bytes in; the data of a WRITE goes nowhere. */
static int receive(struct peer *peer) {
  ssize_t n;
  if (peer->skip > 1) {
    n = recv(peer->fd, NULL, peer->skip - 1, MSG_TRUNC);
    if (n > 0) peer->skip -= (size_t)n;
    return n > 0 ? 0 : -1;
  }
  n = recv(peer->fd, peer->in + peer->have, room - peer->have, 0);
  if (n <= 0) return -1;
  peer->have += (size_t)n;
  return answer(peer);
}

static void serve(int listener) {
  int set = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
  epoll_ctl(set, EPOLL_CTL_ADD, listener, &event);
  for (;;) {
    struct epoll_event events[16];
    int count = epoll_wait(set, events, 16, -1);
    for (int i = 0; i < count; i++) {
      struct peer *peer = events[i].data.ptr;
      if (peer == NULL) {
        int one = 1, fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
        if (fd < 0) continue;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        peer = calloc(1, sizeof *peer);
        peer->fd = fd;
        event.data.ptr = peer;
        epoll_ctl(set, EPOLL_CTL_ADD, fd, &event);
      } else if (receive(peer) != 0) {
        close(peer->fd);
        free(peer);
      }
    }
  }
}

uint16_t nfs_stub(int *process) {
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof at;
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (bind(listener, (void *)&at, sizeof at) != 0 || listen(listener, 64) != 0) return 0;
  getsockname(listener, (void *)&at, &length);
  pid_t parent = getpid(), child = fork();
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(0);
    stub_prepare();
    serve(listener);
    _exit(0);
  }
  close(listener);
  *process = child;
  return ntohs(at.sin_port);
}

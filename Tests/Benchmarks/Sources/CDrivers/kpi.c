/* SPDX-License-Identifier: Apache-2.0
 * The same loops over the KPI's C entry points. */
#include "drivers.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/kpi_mbuf.h>
#include <sys/kpi_socket.h>
#include <sys/uio.h>

struct bench_link {
  socket_t so;
  char *buffer;
};
enum { block = 8 * 1024 * 1024 };

static socket_t dial(uint16_t port) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port),
                           .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int one = 1;
  socket_t so;
  if (sock_socket(AF_INET, SOCK_STREAM, 0, NULL, NULL, &so) != 0) return NULL;
  if (sock_connect(so, (void *)&to, 0) != 0) {
    sock_close(so);
    return NULL;
  }
  sock_setsockopt(so, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  return so;
}

struct bench_link *kpi_open(uint16_t port) {
  struct bench_link *link = calloc(1, sizeof *link);
  link->so = dial(port);
  link->buffer = calloc(1, block);
  return link;
}

static int put(socket_t so, char *from, size_t size) {
  for (size_t done = 0; done < size;) {
    struct iovec iov = {from + done, size - done};
    struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1};
    size_t n;
    if (sock_send(so, &msg, 0, &n) != 0) return -1;
    done += n;
  }
  return 0;
}

static ssize_t take(socket_t so, char *to, size_t size, int flags) {
  struct iovec iov = {to, size};
  struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1};
  size_t n;
  return sock_receive(so, &msg, flags, &n) != 0 ? -1 : (ssize_t)n;
}

static int get(socket_t so, char *to, size_t size) {
  for (size_t done = 0; done < size;) {
    ssize_t n = take(so, to + done, size - done, 0);
    if (n <= 0) return -1;
    done += (size_t)n;
  }
  return 0;
}

int kpi_pingpong(struct bench_link *link, size_t size, long count) {
  for (long i = 0; i < count; i++)
    if (put(link->so, link->buffer, size) != 0 || get(link->so, link->buffer, size) != 0) return -1;
  return 0;
}

int kpi_pipelined(struct bench_link *link, size_t size, int depth, long count) {
  size_t flying = 0, partial = 0;
  long sent = 0, done = 0;
  while (done < count) {
    long batch = depth - (long)flying;
    if (batch > count - sent) batch = count - sent;
    if (batch > 0) {
      if (put(link->so, link->buffer, size * (size_t)batch) != 0) return -1;
      sent += batch;
      flying += (size_t)batch;
    }
    ssize_t n = take(link->so, link->buffer, size * flying - partial, 0);
    if (n <= 0) return -1;
    partial += (size_t)n;
    done += (long)(partial / size);
    flying -= partial / size;
    partial %= size;
  }
  return 0;
}

int kpi_stream_out(struct bench_link *link, size_t size, int batch, long count) {
  struct iovec parts[bench_most];
  while (count > 0) {
    int now = count < batch ? (int)count : batch;
    count -= now;
    if (now == 1) {
      if (put(link->so, link->buffer, size) != 0) return -1;
      continue;
    }
    for (int i = 0; i < now; i++) parts[i] = (struct iovec){link->buffer, size};
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = now};
    size_t n;
    if (sock_send(link->so, &message, 0, &n) != 0) return -1;
    if (put(link->so, link->buffer, size * (size_t)now - n) != 0) return -1;
  }
  return 0;
}

int kpi_stream_in(struct bench_link *link, size_t size, long count) {
  for (size_t left = size * (size_t)count; left > 0;) {
    ssize_t n = take(link->so, link->buffer, left < size ? left : size, 0);
    if (n <= 0) return -1;
    left -= (size_t)n;
  }
  return 0;
}

int kpi_mbuf_out(struct bench_link *link, size_t size, long count) {
  for (long i = 0; i < count; i++) {
    unsigned int chunks = 0;
    mbuf_t chain = NULL;
    if (mbuf_allocpacket(MBUF_WAITOK, size, &chunks, &chain) != 0) return -1;
    size_t left = size;
    for (mbuf_t m = chain; m != NULL && left > 0; m = mbuf_next(m)) {
      size_t room = mbuf_maxlen(m) < left ? mbuf_maxlen(m) : left;
      mbuf_setlen(m, room);
      left -= room;
    }
    mbuf_pkthdr_setlen(chain, size);
    size_t sent;
    if (sock_sendmbuf(link->so, NULL, chain, 0, &sent) != 0) return -1;
  }
  return 0;
}

int kpi_mbuf_in(struct bench_link *link, size_t size, long count) {
  for (size_t left = size * (size_t)count; left > 0;) {
    mbuf_t chain = NULL;
    size_t n = left < size ? left : size;
    if (sock_receivembuf(link->so, NULL, &chain, 0, &n) != 0 || n == 0) return -1;
    mbuf_freem(chain);
    left -= n;
  }
  return 0;
}

struct upcalls {
  pthread_mutex_t lock;
  pthread_cond_t over;
  struct bench_link *link;
  size_t size, got;
  long left;
};

static void on_upcall(socket_t so, void *cookie, int waitf) {
  struct upcalls *state = cookie;
  (void)waitf;
  for (;;) {
    ssize_t n = take(so, state->link->buffer, state->size - state->got, MSG_DONTWAIT);
    if (n <= 0) return;
    state->got += (size_t)n;
    if (state->got < state->size) continue;
    state->got = 0;
    if (--state->left <= 0) {
      pthread_mutex_lock(&state->lock);
      pthread_cond_signal(&state->over);
      pthread_mutex_unlock(&state->lock);
      return;
    }
    put(so, state->link->buffer, state->size);
  }
}

int kpi_upcall(struct bench_link *link, size_t size, long count) {
  struct upcalls state = {.lock = PTHREAD_MUTEX_INITIALIZER, .over = PTHREAD_COND_INITIALIZER,
                          .link = link, .size = size, .left = count};
  pthread_mutex_lock(&state.lock);
  if (sock_setupcalls(link->so, on_upcall, &state, NULL, NULL) != 0) return -1;
  put(link->so, link->buffer, size);
  while (state.left > 0) pthread_cond_wait(&state.over, &state.lock);
  pthread_mutex_unlock(&state.lock);
  return sock_setupcalls(link->so, NULL, NULL, NULL, NULL);
}

static void hang_up(socket_t so) {
  struct linger abort_on_close = {.l_onoff = 1, .l_linger = 0};
  sock_setsockopt(so, SOL_SOCKET, SO_LINGER, &abort_on_close, sizeof abort_on_close);
  sock_close(so);
}

int kpi_connect(uint16_t port, long count) {
  for (long i = 0; i < count; i++) {
    socket_t so = dial(port);
    if (so == NULL) return -1;
    hang_up(so);
  }
  return 0;
}

int kpi_accept(long count) {
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socket_t listener, accepted;
  if (sock_socket(AF_INET, SOCK_STREAM, 0, NULL, NULL, &listener) != 0) return -1;
  if (sock_bind(listener, (void *)&at) != 0 || sock_listen(listener, 128) != 0) return -1;
  sock_getsockname(listener, (void *)&at, sizeof at);
  for (long i = 0; i < count; i++) {
    socket_t so = dial(ntohs(at.sin_port));
    if (so == NULL || sock_accept(listener, NULL, 0, 0, NULL, NULL, &accepted) != 0) return -1;
    hang_up(so);
    sock_close(accepted);
  }
  sock_close(listener);
  return 0;
}

void kpi_close(struct bench_link *link) {
  sock_close(link->so);
  free(link->buffer);
  free(link);
}

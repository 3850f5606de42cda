// SPDX-License-Identifier: Apache-2.0
// An echo server on kernel sockets, in C: upcalls do the work, no thread of its own waits for input.
//
//   cc kpi-echo.c $(pkg-config --cflags --libs socketkpi) -o kpi-echo-c
//   ./kpi-echo-c --port 7007        then, elsewhere: nc 127.0.0.1 7007
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <sys/kpi_socket.h>

enum { CHUNK_BYTES = 16384, BACKLOG = 128 };

// One connection: what was received and not yet sent back. Its upcalls never overlap.
struct connection {
  size_t from, until;
  char bytes[CHUNK_BYTES];
  socket_t socket;
  struct connection *next_finished;
};

// Upcalls only note that a connection is over; the main thread closes and frees it.
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t something_finished = PTHREAD_COND_INITIALIZER;
static struct connection *finished;

static void finish(struct connection *c) {
  sock_setupcall(c->socket, NULL, NULL);
  pthread_mutex_lock(&lock);
  c->next_finished = finished;
  finished = c;
  pthread_cond_signal(&something_finished);
  pthread_mutex_unlock(&lock);
}

// Data arrived, or there is room again: move bytes until one side would have to wait.
static void echo(socket_t so, void *cookie, int waitf) {
  struct connection *c = cookie;
  (void)waitf;
  for (;;) {
    struct iovec part = {c->bytes, CHUNK_BYTES};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    size_t moved = 0;
    errno_t error;
    if (c->from == c->until) {
      error = sock_receive(so, &message, MSG_DONTWAIT, &moved);
      if (error == EWOULDBLOCK) return;
      if (error != 0 || moved == 0) return finish(c);  // 0 bytes: the peer has finished
      c->from = 0;
      c->until = moved;
    } else {
      part = (struct iovec){c->bytes + c->from, c->until - c->from};
      error = sock_send(so, &message, MSG_DONTWAIT, &moved);
      if (error == EWOULDBLOCK) return;
      if (error != 0) return finish(c);
      c->from += moved;
    }
  }
}

// A connection is waiting: take all that are.
static void welcome(socket_t listener, void *cookie, int waitf) {
  (void)cookie, (void)waitf;
  for (;;) {
    socket_t so;
    if (sock_accept(listener, NULL, 0, MSG_DONTWAIT, NULL, NULL, &so) != 0) return;
    struct connection *c = calloc(1, sizeof *c);
    int on = 1;
    if (c == NULL || sock_setsockopt(so, SOL_SOCKET, SO_UPCALLCLOSEWAIT, &on, sizeof on) != 0) {
      sock_close(so);
      free(c);
      continue;
    }
    c->socket = so;
    sock_setupcall(so, echo, c);  // what arrived before is reported now
  }
}

static int fail(const char *what, errno_t error) {
  fprintf(stderr, "kpi-echo-c: %s: %s\n", what, strerror(error));
  return 1;
}

int main(int argc, char **argv) {
  if (argc != 3 || strcmp(argv[1], "--port") != 0) {
    puts("kpi-echo-c --port N: echoes on 127.0.0.1:N until it is ended.\n"
         "Exit status: 1 it cannot listen, 64 usage.");
    return argc == 2 && strcmp(argv[1], "--help") == 0 ? 0 : 64;
  }
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((in_port_t)atoi(argv[2]))};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socket_t listener;
  int on = 1;
  errno_t error = sock_socket(AF_INET, SOCK_STREAM, 0, welcome, NULL, &listener);
  if (error != 0) return fail("socket", error);
  sock_setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sock_setsockopt(listener, SOL_SOCKET, SO_UPCALLCLOSEWAIT, &on, sizeof on);
  if ((error = sock_bind(listener, (struct sockaddr *)&address)) != 0) return fail("bind", error);
  if ((error = sock_listen(listener, BACKLOG)) != 0) return fail("listen", error);
  printf("echoing on 127.0.0.1:%s\n", argv[2]);
  fflush(stdout);
  for (;;) {
    pthread_mutex_lock(&lock);
    while (finished == NULL) pthread_cond_wait(&something_finished, &lock);
    struct connection *c = finished;
    finished = c->next_finished;
    pthread_mutex_unlock(&lock);
    sock_close(c->socket);  // waits for an upcall that is under way (SO_UPCALLCLOSEWAIT)
    free(c);
  }
}

// SPDX-License-Identifier: Apache-2.0
// Signals from C: EINTR from calls that sleep, none after sock_nointerrupt, SIGIO on request; and the flags of a
// receive that leaves something behind.
// Clean in checked mode
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <sys/kpi_mbuf.h>
#include <sys/kpi_socket.h>

#include "check.h"

#define ADDRESS(address) ((struct sockaddr *)&(address))

static atomic_int asked;
static void ignore(int number) { (void)number; }
static void count(int number) {
  (void)number;
  atomic_fetch_add(&asked, 1);
}

// A call on a thread of its own.
struct sleeper {
  errno_t (*call)(socket_t so);
  socket_t so;
  errno_t result;
  atomic_int is_over;
  pthread_t thread;
};
static void *run(void *argument) {
  struct sleeper *sleeper = argument;
  sleeper->result = sleeper->call(sleeper->so);
  atomic_store(&sleeper->is_over, 1);
  return NULL;
}
static void start(struct sleeper *sleeper) {
  CLAIM(pthread_create(&sleeper->thread, NULL, run, sleeper) == 0);
}
// Signals until the call ends, at most for the time; one that comes before the sleep is lost.
static int interrupt(struct sleeper *sleeper, int milliseconds) {
  for (int left = milliseconds; left > 0 && !atomic_load(&sleeper->is_over); left--) {
    pthread_kill(sleeper->thread, SIGUSR2);
    nanosleep(&(struct timespec){0, 1000000}, NULL);
  }
  return atomic_load(&sleeper->is_over);
}
static errno_t result(struct sleeper *sleeper) {
  pthread_join(sleeper->thread, NULL);
  return sleeper->result;
}

static errno_t receives(socket_t so) {
  char byte;
  struct iovec part = {&byte, 1};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
  return sock_receive(so, &message, 0, NULL);
}
static errno_t takes_chain(socket_t so) {
  size_t length = 1;
  mbuf_t chain = NULL;
  return sock_receivembuf(so, NULL, &chain, 0, &length);
}
static errno_t accepts(socket_t so) {
  socket_t taken = NULL;
  errno_t error = sock_accept(so, NULL, 0, 0, NULL, NULL, &taken);
  sock_close(taken);
  return error;
}
static void put(socket_t so, const char *text) {
  struct iovec part = {(void *)text, strlen(text)};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
  RETURNS(0, sock_send(so, &message, 0, NULL));
}

static void sleeping(socket_t listener, socket_t client, socket_t server) {
  struct { errno_t (*call)(socket_t); socket_t so; } rows[] = {
      {receives, server}, {receives, server}, {takes_chain, server}, {accepts, listener}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct sleeper sleeper = {.call = rows[i].call, .so = rows[i].so};
    start(&sleeper);
    CLAIM(interrupt(&sleeper, 5000));
    RETURNS(EINTR, result(&sleeper));
  }
  RETURNS(0, sock_nointerrupt(server, 1));
  struct sleeper sleeper = {.call = receives, .so = server};
  start(&sleeper);
  CLAIM(!interrupt(&sleeper, 50));
  put(client, "x");
  RETURNS(0, result(&sleeper));
  RETURNS(0, sock_nointerrupt(server, 0));
}

static void asynchronous(socket_t client, socket_t server) {
  int group = getpid(), on = 1, seen = 0;
  RETURNS(0, sock_ioctl(server, KPI_SIOCSPGRP, &group));
  RETURNS(0, sock_ioctl(server, KPI_SIOCGPGRP, &seen));
  CLAIM(seen == group);
  RETURNS(0, sock_ioctl(server, KPI_FIOASYNC, &on));
  int before = atomic_load(&asked);
  put(client, "y");
  SOON(atomic_load(&asked) > before);
  on = 0;
  RETURNS(0, sock_ioctl(server, KPI_FIOASYNC, &on));
  RETURNS(0, receives(server));
}

static void leaving(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socket_t receiver = NULL, sender = NULL;
  int on = 1;
  char bytes[4];
  struct iovec part = {bytes, 2};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
  size_t length = 0;
  RETURNS(0, sock_socket(AF_INET, SOCK_DGRAM, 0, NULL, NULL, &receiver));
  RETURNS(0, sock_socket(AF_INET, SOCK_DGRAM, 0, NULL, NULL, &sender));
  RETURNS(0, sock_bind(receiver, ADDRESS(address)));
  RETURNS(0, sock_getsockname(receiver, ADDRESS(address), sizeof address));
  RETURNS(0, sock_connect(sender, ADDRESS(address), 0));
  put(sender, "cut");
  RETURNS(0, sock_receive(receiver, &message, 0, &length));
  CLAIM(length == 2 && message.msg_flags == MSG_TRUNC);
  RETURNS(0, sock_setsockopt(receiver, SOL_SOCKET, SO_DONTTRUNC, &on, sizeof on));
  RETURNS(0, sock_setsockopt(receiver, SOL_SOCKET, SO_WANTMORE, &on, sizeof on));
  put(sender, "all");
  RETURNS(0, sock_receive(receiver, &message, MSG_DONTWAIT, &length));
  CLAIM(length == 2 && message.msg_flags == (MSG_DONTWAIT | MSG_RCVMORE | MSG_HAVEMORE));
  RETURNS(0, sock_receive(receiver, &message, 0, &length));
  CLAIM(length == 1 && bytes[0] == 'l' && message.msg_flags == 0);
  sock_close(receiver);
  sock_close(sender);
}

int main(void) {
  // Without SA_RESTART, so that the host's own calls end.
  struct sigaction action = {.sa_handler = ignore};
  sigaction(SIGUSR2, &action, NULL);
  action.sa_handler = count;
  sigaction(SIGIO, &action, NULL);

  struct sockaddr_in address = {.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socket_t listener = NULL, client = NULL, server = NULL;
  RETURNS(0, sock_socket(AF_INET, SOCK_STREAM, 0, NULL, NULL, &listener));
  RETURNS(0, sock_bind(listener, ADDRESS(address)));  // no family: the socket's
  RETURNS(0, sock_listen(listener, 4));
  RETURNS(0, sock_getsockname(listener, ADDRESS(address), sizeof address));
  RETURNS(0, sock_socket(AF_INET, SOCK_STREAM, 0, NULL, NULL, &client));
  RETURNS(0, sock_connect(client, ADDRESS(address), 0));
  RETURNS(0, sock_accept(listener, NULL, 0, 0, NULL, NULL, &server));
  sleeping(listener, client, server);
  asynchronous(client, server);
  leaving();
  sock_close(server);
  sock_close(client);
  sock_close(listener);
  return verdict();
}

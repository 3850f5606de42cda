// SPDX-License-Identifier: Apache-2.0
// Socket filters from C: attaching, the three answers, re-injection by tag, options on their way.
// Clean in checked mode
#include <arpa/inet.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>

#include <sys/kpi_mbuf.h>
#include <sys/kpi_socket.h>
#include <sys/kpi_socketfilter.h>

#include "check.h"

enum { handle = 0x6b706931, fault = 0x6b706932 };
static mbuf_tag_id_t tag_id;
static atomic_int attached, detached, unregistered, swallowed, seen_again, notices, asked;
static socket_t listener_seen;
static int cookie_value = 42;

static void gone(sflt_handle which) { atomic_fetch_add(&unregistered, which == handle); }
static errno_t attach(void **cookie, socket_t so) {
  socket_t listener = sock_getlistener(so);
  if (listener != NULL) listener_seen = listener;
  *cookie = &cookie_value;
  atomic_fetch_add(&attached, 1);
  return 0;
}
static void detach(void *cookie, socket_t so) {
  (void)so;
  atomic_fetch_add(&detached, cookie == &cookie_value);
}
static void notify(void *cookie, socket_t so, sflt_event_t event, void *param) {
  (void)so, (void)param;
  if (cookie == &cookie_value && event == sock_evt_connected) atomic_fetch_add(&notices, 1);
}

static int is_marked(mbuf_t data) {
  size_t length;
  void *value;
  return mbuf_tag_find(data, tag_id, 1, &length, &value) == 0;
}

// Swallows what begins with 's', and sends it again, marked.
static errno_t data_out(void *cookie, socket_t so, const struct sockaddr *to, mbuf_t *data,
                        mbuf_t *control, sflt_data_flag_t flags) {
  (void)cookie, (void)to, (void)control, (void)flags;
  void *mark;
  if (is_marked(*data)) {
    atomic_fetch_add(&seen_again, 1);
    return 0;
  }
  if (*(char *)mbuf_data(*data) != 's') return 0;
  atomic_fetch_add(&swallowed, 1);
  if (mbuf_tag_allocate(*data, tag_id, 1, 1, MBUF_WAITOK, &mark) != 0) return ENOMEM;
  sock_inject_data_out(so, NULL, *data, NULL, 0);
  return EJUSTRETURN;
}
static errno_t data_in(void *cookie, socket_t so, const struct sockaddr *from, mbuf_t *data,
                       mbuf_t *control, sflt_data_flag_t flags) {
  (void)cookie, (void)so, (void)from, (void)control, (void)flags;
  if (is_marked(*data)) return 0;
  ((char *)mbuf_data(*data))[0] = '!';
  return 0;
}
static errno_t getoption(void *cookie, socket_t so, sockopt_t option) {
  (void)cookie, (void)so;
  if (sockopt_level(option) != 4711) return 0;
  int value = 99;
  atomic_fetch_add(&asked, sockopt_direction(option) == sockopt_get && sockopt_name(option) == 5 &&
                               sockopt_valsize(option) == sizeof value);
  return sockopt_copyout(option, &value, sizeof value) == 0 ? EJUSTRETURN : EINVAL;
}
static errno_t setoption(void *cookie, socket_t so, sockopt_t option) {
  (void)cookie, (void)so;
  int value = 0;
  if (sockopt_level(option) != 4711) return 0;
  if (sockopt_copyin(option, &value, sizeof value) != 0) return EINVAL;
  return value == 7 ? EJUSTRETURN : EDOM;
}

static struct sockaddr_in detour;
static errno_t connect_out(void *cookie, socket_t so, const struct sockaddr *to) {
  (void)cookie, (void)so;
  struct sockaddr_in *peer = (struct sockaddr_in *)to;
  if (peer->sin_port == htons(1)) *peer = detour;
  return 0;
}

static struct sflt_filter filter = {
    .sf_handle = handle, .sf_flags = SFLT_GLOBAL, .sf_name = (char *)"abi", .sf_unregistered = gone,
    .sf_attach = attach, .sf_detach = detach, .sf_notify = notify, .sf_data_in = data_in,
    .sf_data_out = data_out, .sf_connect_out = connect_out, .sf_getoption = getoption, .sf_setoption = setoption};

static size_t put(socket_t so, const char *text) {
  struct iovec part = {(void *)text, strlen(text)};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
  size_t sent = 0;
  RETURNS(0, sock_send(so, &message, 0, &sent));
  return sent;
}
static void expect(socket_t so, const char *text) {
  char bytes[64] = {0};
  struct iovec part = {bytes, strlen(text)};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
  size_t got = 0;
  RETURNS(0, sock_receive(so, &message, MSG_WAITALL, &got));
  CLAIM(got == strlen(text) && strcmp(bytes, text) == 0);
}

int main(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socket_t listener = NULL, client = NULL, server = NULL;
  RETURNS(0, mbuf_tag_id_find("org.socketkpi.abi", &tag_id));
  RETURNS(ENOENT, sflt_register(&filter, AF_INET, SOCK_STREAM, 200));
  RETURNS(0, sock_socket(AF_INET, SOCK_STREAM, 0, NULL, NULL, &listener));
  RETURNS(0, sflt_register(&filter, AF_INET, SOCK_STREAM, IPPROTO_TCP));
  RETURNS(EEXIST, sflt_register(&filter, AF_INET, SOCK_STREAM, IPPROTO_TCP));
  CLAIM(atomic_load(&attached) == 0);
  RETURNS(0, sock_bind(listener, (struct sockaddr *)&address));
  RETURNS(0, sock_listen(listener, 4));
  RETURNS(0, sock_getsockname(listener, (struct sockaddr *)&address, sizeof address));
  RETURNS(0, sock_socket(AF_INET, SOCK_STREAM, 0, NULL, NULL, &client));
  CLAIM(atomic_load(&attached) == 1 && listener_seen == NULL);
  detour = address;
  address.sin_port = htons(1);
  RETURNS(0, sock_connect(client, (struct sockaddr *)&address, 0));
  RETURNS(0, sock_getpeername(client, (struct sockaddr *)&address, sizeof address));
  CLAIM(address.sin_port == detour.sin_port);
  CLAIM(atomic_load(&notices) >= 1);
  RETURNS(0, sock_accept(listener, NULL, 0, 0, NULL, NULL, &server));
  CLAIM(atomic_load(&attached) == 2 && listener_seen == listener);
  CLAIM(sock_getlistener(server) == NULL);

  CLAIM(put(client, "swallow me") == 10);
  CLAIM(atomic_load(&swallowed) == 1 && atomic_load(&seen_again) == 1);
  expect(server, "!wallow me");

  mbuf_t chain = NULL;
  void *mark;
  RETURNS(0, mbuf_gethdr(MBUF_WAITOK, MBUF_TYPE_DATA, &chain));
  RETURNS(0, mbuf_copyback(chain, 0, 8, "injected", MBUF_WAITOK));
  RETURNS(0, mbuf_tag_allocate(chain, tag_id, 1, 1, MBUF_WAITOK, &mark));
  RETURNS(EINVAL, sock_inject_data_in(server, NULL, NULL, NULL, 0));
  RETURNS(0, sock_inject_data_in(server, NULL, chain, NULL, 0));
  expect(server, "injected");

  int value = 0, length = sizeof value;
  RETURNS(0, sock_getsockopt(client, 4711, 5, &value, &length));
  CLAIM(value == 99 && atomic_load(&asked) == 1);
  value = 7;
  RETURNS(0, sock_setsockopt(client, 4711, 5, &value, sizeof value));
  value = 8;
  RETURNS(EDOM, sock_setsockopt(client, 4711, 5, &value, sizeof value));

  RETURNS(EEXIST, sflt_attach(client, handle));
  RETURNS(EINVAL, sflt_attach(client, fault));
  RETURNS(0, sflt_detach(client, handle));
  RETURNS(0, sflt_detach(client, handle));
  CLAIM(atomic_load(&detached) == 1);
  RETURNS(0, sflt_attach(client, handle));
  RETURNS(0, sflt_unregister(handle));
  RETURNS(ENOENT, sflt_unregister(handle));
  SOON(atomic_load(&unregistered) == 1);
  CLAIM(atomic_load(&detached) == 3);
  sock_close(client);
  sock_close(server);
  sock_close(listener);
  return verdict();
}

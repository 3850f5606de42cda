/* SPDX-License-Identifier: Apache-2.0
 *
 * The socket filter that makes sends and connects fail: on every socket, so that what the socket
 * layer does after a filter's refusal is what the client meets.
 */
#include "internal.h"

#include <netinet/in.h>
#include <sys/kpi_socketfilter.h>
#include <sys/socket.h>

enum { HANDLE = 0x6b666170 };

static errno_t answer(enum kface_fault_point point) {
  struct kface_fault fault = kface_fault_in_filter(point);
  return fault.kind == KFACE_FAIL ? face_errno_to_host(fault.error) : 0;
}

static void unregistered(sflt_handle handle) { (void)handle; }
static errno_t attach(void **cookie, socket_t so) {
  (void)so;
  *cookie = NULL;
  return 0;
}
static void detach(void *cookie, socket_t so) { (void)cookie, (void)so; }
static errno_t data_out(void *cookie, socket_t so, const struct sockaddr *to, mbuf_t *data,
                        mbuf_t *control, sflt_data_flag_t flags) {
  (void)cookie, (void)so, (void)to, (void)data, (void)control, (void)flags;
  return answer(KFACE_AT_SEND);
}
static errno_t connect_out(void *cookie, socket_t so, const struct sockaddr *to) {
  (void)cookie, (void)so, (void)to;
  return answer(KFACE_AT_CONNECT);
}

static void register_all(void) {
  static const struct {
    int domain, type, protocol;
  } kinds[] = {{AF_INET, SOCK_STREAM, IPPROTO_TCP}, {AF_INET, SOCK_DGRAM, IPPROTO_UDP},
               {AF_INET6, SOCK_STREAM, IPPROTO_TCP}, {AF_INET6, SOCK_DGRAM, IPPROTO_UDP},
               {AF_UNIX, SOCK_STREAM, 0}, {AF_UNIX, SOCK_DGRAM, 0}};
  struct sflt_filter filter = {.sf_flags = SFLT_GLOBAL, .sf_name = "kernel-client faults",
                               .sf_unregistered = unregistered, .sf_attach = attach,
                               .sf_detach = detach, .sf_data_out = data_out,
                               .sf_connect_out = connect_out};
  for (unsigned i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
    filter.sf_handle = HANDLE + i;
    int error = sflt_register(&filter, kinds[i].domain, kinds[i].type, kinds[i].protocol);
    if (error) kface_line("the filter of faults was refused: error %d", error);
  }
}

void kface_fault_filter_start(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  if (kface_faults_want_filter()) pthread_once(&once, register_all);
}

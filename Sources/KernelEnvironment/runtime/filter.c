/* SPDX-License-Identifier: Apache-2.0
 *
 * Socket filters: each of a client's filters has a slot, whose callbacks translate addresses and
 * error numbers and then call the client's. The slot is known by the trampoline of sf_attach, the
 * other callbacks by their cookie.
 */
#include "sockets.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/kpi_mbuf.h>
#include <sys/kpi_socketfilter.h>

enum { SLOTS = 8, ADDRESS = 128, D_FLAG_EXTENDED = 4 };

struct slot {
  bool used;
  struct sflt_filter client;
};
/* A filter on one socket. */
struct attachment {
  struct slot *slot;
  void *cookie;
};
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct slot slots[SLOTS];

static int host(int darwin) { return face_errno_to_host(darwin); }

/* An address in Darwin's layout, or null. */
static void *darwin_address(const struct sockaddr *address, uint8_t *room) {
  if (!address) return NULL;
  memset(room, 0, ADDRESS);
  return face_address_to_darwin(address, ADDRESS, room, ADDRESS) ? room : NULL;
}

static errno_t attach(struct slot *slot, void **cookie, socket_t so) {
  struct attachment *at = calloc(1, sizeof *at);
  if (!at) return ENOBUFS;
  at->slot = slot;
  kface_entry_add(so, NULL, (void *)slot->client.sf_attach);
  int error = slot->client.sf_attach(&at->cookie, so);
  if (error) {
    free(at);
    return error == D_EJUSTRETURN ? ENOBUFS : host(error);
  }
  *cookie = at;
  return 0;
}

#define TRAMPOLINE(n) \
  static errno_t attach_##n(void **cookie, socket_t so) { return attach(&slots[n], cookie, so); }
TRAMPOLINE(0) TRAMPOLINE(1) TRAMPOLINE(2) TRAMPOLINE(3)
TRAMPOLINE(4) TRAMPOLINE(5) TRAMPOLINE(6) TRAMPOLINE(7)
static const sf_attach_func trampolines[SLOTS] = {attach_0, attach_1, attach_2, attach_3,
                                                  attach_4, attach_5, attach_6, attach_7};

static void detached(void *cookie, socket_t so) {
  struct attachment *at = cookie;
  at->slot->client.sf_detach(at->cookie, so);
  free(at);
}
static void unregistered(sflt_handle handle) {
  sf_unregistered_func tell = NULL;
  pthread_mutex_lock(&lock);
  for (unsigned i = 0; i < SLOTS; i++)
    if (slots[i].used && slots[i].client.sf_handle == handle) {
      tell = slots[i].client.sf_unregistered;
      slots[i].used = false;
    }
  pthread_mutex_unlock(&lock);
  if (tell) tell(handle);
}
static void notified(void *cookie, socket_t so, sflt_event_t event, void *parameter) {
  struct attachment *at = cookie;
  at->slot->client.sf_notify(at->cookie, so, event, parameter);
}
static errno_t data_in(void *cookie, socket_t so, const struct sockaddr *from, mbuf_t *data,
                       mbuf_t *control, sflt_data_flag_t flags) {
  struct attachment *at = cookie;
  uint8_t room[ADDRESS];
  kface_acquire(&kface_mbuf_order);
  int error = at->slot->client.sf_data_in(at->cookie, so, darwin_address(from, room), data, control,
                                          flags);
  kface_publish(&kface_mbuf_order);
  return host(error);
}
static errno_t data_out(void *cookie, socket_t so, const struct sockaddr *to, mbuf_t *data,
                        mbuf_t *control, sflt_data_flag_t flags) {
  struct attachment *at = cookie;
  uint8_t room[ADDRESS];
  kface_acquire(&kface_mbuf_order);
  int error = at->slot->client.sf_data_out(at->cookie, so, darwin_address(to, room), data, control,
                                           flags);
  kface_publish(&kface_mbuf_order);
  return host(error);
}
static errno_t connect_in(void *cookie, socket_t so, const struct sockaddr *from) {
  struct attachment *at = cookie;
  uint8_t room[ADDRESS];
  return host(at->slot->client.sf_connect_in(at->cookie, so, darwin_address(from, room)));
}
static errno_t connect_out(void *cookie, socket_t so, const struct sockaddr *to) {
  struct attachment *at = cookie;
  uint8_t room[ADDRESS];
  void *address = darwin_address(to, room);
  int error = at->slot->client.sf_connect_out(at->cookie, so, address);
  /* The filter may have redirected the connection. */
  if (address) face_address_to_host(address, (void *)(uintptr_t)to, ADDRESS);
  return host(error);
}
static errno_t bound(void *cookie, socket_t so, const struct sockaddr *to) {
  struct attachment *at = cookie;
  uint8_t room[ADDRESS];
  return host(at->slot->client.sf_bind(at->cookie, so, darwin_address(to, room)));
}
static errno_t option_set(void *cookie, socket_t so, sockopt_t option) {
  struct attachment *at = cookie;
  return host(at->slot->client.sf_setoption(at->cookie, so, option));
}
static errno_t option_get(void *cookie, socket_t so, sockopt_t option) {
  struct attachment *at = cookie;
  return host(at->slot->client.sf_getoption(at->cookie, so, option));
}
static errno_t listening(void *cookie, socket_t so) {
  struct attachment *at = cookie;
  return host(at->slot->client.sf_listen(at->cookie, so));
}
static errno_t controlled(void *cookie, socket_t so, unsigned long request, const char *argument) {
  struct attachment *at = cookie;
  return host(at->slot->client.sf_ioctl(at->cookie, so, request, argument));
}
static errno_t accepted(void *cookie, socket_t listener, socket_t so, const struct sockaddr *local,
                        const struct sockaddr *remote) {
  struct attachment *at = cookie;
  uint8_t near[ADDRESS], far[ADDRESS];
  return host(at->slot->client.sf_accept(at->cookie, listener, so, darwin_address(local, near),
                                         darwin_address(remote, far)));
}

static struct sflt_filter translated(const struct slot *slot, unsigned index) {
  const struct sflt_filter *client = &slot->client;
  struct sflt_filter made = {.sf_handle = client->sf_handle, .sf_flags = client->sf_flags,
                             .sf_name = client->sf_name, .sf_unregistered = unregistered,
                             .sf_attach = client->sf_attach ? trampolines[index] : NULL,
                             .sf_detach = client->sf_detach ? detached : NULL};
  made.sf_notify = client->sf_notify ? notified : NULL;
  made.sf_data_in = client->sf_data_in ? data_in : NULL;
  made.sf_data_out = client->sf_data_out ? data_out : NULL;
  made.sf_connect_in = client->sf_connect_in ? connect_in : NULL;
  made.sf_connect_out = client->sf_connect_out ? connect_out : NULL;
  made.sf_bind = client->sf_bind ? bound : NULL;
  made.sf_setoption = client->sf_setoption ? option_set : NULL;
  made.sf_getoption = client->sf_getoption ? option_get : NULL;
  made.sf_listen = client->sf_listen ? listening : NULL;
  made.sf_ioctl = client->sf_ioctl ? controlled : NULL;
  if (client->sf_flags & D_FLAG_EXTENDED) {
    made.sf_len = sizeof made.sf_ext;
    made.sf_accept = client->sf_accept ? accepted : NULL;
  }
  return made;
}

/* How much of a client's record is there: without the extension it may be the shorter, old one. */
static size_t record_size(const struct sflt_filter *filter) {
  size_t size = offsetof(struct sflt_filter, sf_ext);
  if (!(filter->sf_flags & D_FLAG_EXTENDED)) return size;
  size_t extension = filter->sf_len;
  return size + (extension < sizeof filter->sf_ext ? extension : sizeof filter->sf_ext);
}

int kface_sflt_register(const struct sflt_filter *filter, int domain, int type, int protocol) {
  if (!filter) return D_EINVAL;
  struct slot *slot = NULL;
  unsigned index = 0;
  pthread_mutex_lock(&lock);
  for (unsigned i = 0; i < SLOTS && !slot; i++)
    if (!slots[i].used) {
      slot = &slots[i];
      index = i;
    }
  if (slot) {
    memset(slot, 0, sizeof *slot);
    slot->used = true;
    memcpy(&slot->client, filter, record_size(filter));
  }
  pthread_mutex_unlock(&lock);
  if (!slot) return D_ENOBUFS;
  struct sflt_filter made = translated(slot, index);
  int error = sflt_register(&made, domain == 30 ? AF_INET6 : domain, type, protocol);
  if (error) slot->used = false;
  return face_errno_to_darwin(error);
}
int kface_sflt_unregister(sflt_handle handle) {
  return face_errno_to_darwin(sflt_unregister(handle));
}
int kface_sflt_attach(socket_t so, sflt_handle handle) {
  return face_errno_to_darwin(sflt_attach(so, handle));
}
int kface_sflt_detach(socket_t so, sflt_handle handle) {
  return face_errno_to_darwin(sflt_detach(so, handle));
}

static struct sockaddr *host_address(const void *darwin, struct sockaddr_storage *room) {
  if (!darwin) return NULL;
  return face_address_to_host(darwin, room, sizeof *room) ? (struct sockaddr *)room : NULL;
}
static int inject_error(int error) {
  return error == EOPNOTSUPP ? D_ENOTSUP : face_errno_to_darwin(error);
}
int kface_sock_inject_data_in(socket_t so, const void *from, mbuf_t data, mbuf_t control,
                              uint32_t flags) {
  struct sockaddr_storage room;
  kface_publish(&kface_mbuf_order);
  return inject_error(
    sock_inject_data_in(so, host_address(from, &room), data, control, flags));
}
int kface_sock_inject_data_out(socket_t so, const void *to, mbuf_t data, mbuf_t control,
                               uint32_t flags) {
  struct sockaddr_storage room;
  kface_publish(&kface_mbuf_order);
  return inject_error(
    sock_inject_data_out(so, host_address(to, &room), data, control, flags));
}

uint8_t kface_sockopt_direction(sockopt_t option) { return sockopt_direction(option); }
/* The filter sees the option as the client gave it; the host's numbers go back to Darwin's. */
int kface_sockopt_level(sockopt_t option) {
  int level = sockopt_level(option), name;
  face_option_to_darwin(level, sockopt_name(option), &level, &name);
  return level;
}
int kface_sockopt_name(sockopt_t option) {
  int level, name = sockopt_name(option);
  face_option_to_darwin(sockopt_level(option), name, &level, &name);
  return name;
}
size_t kface_sockopt_valsize(sockopt_t option) { return sockopt_valsize(option); }
int kface_sockopt_copyin(sockopt_t option, void *data, size_t length) {
  return face_errno_to_darwin(sockopt_copyin(option, data, length));
}
int kface_sockopt_copyout(sockopt_t option, void *data, size_t length) {
  return face_errno_to_darwin(sockopt_copyout(option, data, length));
}

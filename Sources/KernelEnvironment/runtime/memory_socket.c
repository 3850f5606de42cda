/* SPDX-License-Identifier: Apache-2.0
 *
 * Sockets without a network: the peer is a script of bytes, sending succeeds and is forgotten.
 * Receiving, blocking and time-outs keep the KPI's rules, in virtual time. script.c feeds them.
 */
#include "memory_socket.h"

#include <stdlib.h>
#include <string.h>

enum {
  M_DONTWAIT = 0x80, L_SOCKET = 0xffff, O_RCVTIMEO = 0x1006, O_ERROR = 0x1007, O_TYPE = 0x1008, O_NREAD = 0x1020, O_RCVBUF = 0x1002,
  O_SNDBUF = 0x1001
};

struct kface_memory_socket *kface_memory_first;

static struct kface_memory_socket *of(socket_t so) { return (struct kface_memory_socket *)so; }

void kface_memory_upcall(struct kface_memory_socket *s, bool write) {
  if (s->closed) return;
  kface_wake(s, false, K_AWAKENED);
  kface_upcall callback = write ? s->write : s->read;
  if (callback) callback((socket_t)s, write ? s->write_cookie : s->read_cookie, 1);
}

struct kface_memory_socket *kface_memory_make(int domain, int type, int protocol) {
  struct kface_memory_socket *s = calloc(1, sizeof *s);
  if (!s) return NULL;
  s->domain = domain;
  s->type = type;
  s->protocol = protocol ? protocol : type == 1 ? 6 : 17;
  s->next = kface_memory_first;
  kface_memory_first = s;
  return s;
}

static int create(int domain, int type, int protocol, kface_upcall callback, void *cookie,
                  socket_t *made) {
  if (domain != 1 && domain != 2 && domain != 30) return D_EAFNOSUPPORT;
  struct kface_memory_socket *s = kface_memory_make(domain, type, protocol);
  if (!s) return D_ENOBUFS;
  s->read = s->write = callback;
  s->read_cookie = s->write_cookie = cookie;
  *made = (socket_t)s;
  return 0;
}

/* Every peer is on the loopback, port 2049. */
static void make_address(const struct kface_memory_socket *s, uint8_t *address, int last) {
  memset(address, 0, 28);
  address[0] = s->domain == 30 ? 28 : 16;
  address[1] = (uint8_t)s->domain;
  address[2] = 0x08, address[3] = 0x01; /* port 2049 */
  if (s->domain == 30)
    address[23] = (uint8_t)last;
  else
    address[4] = 127, address[7] = (uint8_t)last;
}
void kface_memory_address(const struct kface_memory_socket *s, int last, void *to, int room) {
  uint8_t address[28];
  make_address(s, address, last);
  if (to && room > 0) memcpy(to, address, (size_t)(room < address[0] ? room : address[0]));
}

static int accept_connection(socket_t so, void *from, int room, int flags, kface_upcall callback,
                             void *cookie, socket_t *made) {
  struct kface_memory_socket *s = of(so);
  if (!s->listening) return D_EINVAL;
  while (!s->pending) {
    if (s->non_blocking || (flags & M_DONTWAIT)) return D_EWOULDBLOCK;
    kface_wait_begin(s, true, KFACE_FOREVER);
    if (kface_wait_finish() == K_INTERRUPTED) return D_EINTR;
  }
  struct kface_memory_socket *child = s->pending;
  s->pending = child->pending;
  child->pending = NULL;
  child->queued = false;
  child->read = child->write = callback;
  child->read_cookie = child->write_cookie = cookie;
  kface_memory_address(child, 1, from, room);
  *made = (socket_t)child;
  return 0;
}

static int bind_name(socket_t so, const void *to) {
  (void)so;
  return to ? 0 : D_EINVAL;
}
static int listen_on(socket_t so, int backlog) {
  (void)backlog;
  if (of(so)->type != 1) return D_EOPNOTSUPP;
  of(so)->listening = true;
  return 0;
}

int kface_memory_error(struct kface_memory_socket *s) {
  int error = s->error;
  s->error = 0;
  return error;
}
static int wait_connected(struct kface_memory_socket *s, uint64_t deadline, bool interruptible) {
  while (s->connecting && !s->error) {
    kface_wait_begin(s, interruptible, deadline);
    int result = kface_wait_finish();
    if (result == K_TIMED_OUT) return D_EINPROGRESS;
    if (result == K_INTERRUPTED) return D_EINTR;
  }
  return kface_memory_error(s);
}
static int connect_to(socket_t so, const void *to, int flags) {
  struct kface_memory_socket *s = of(so);
  if (!to) return D_EINVAL;
  if (s->connecting) return D_EALREADY;
  if (s->connected && s->type == 1) return D_EISCONN;
  if (s->dead) return D_EINVAL;
  if (s->type != 1) {
    s->connected = true;
    kface_memory_upcall(s, false);
    return 0;
  }
  s->connecting = true; /* the script says when, and whether */
  if (s->non_blocking || (flags & M_DONTWAIT)) return D_EINPROGRESS;
  return wait_connected(s, KFACE_FOREVER, true);
}
static int connect_wait(socket_t so, const struct kface_timeval *tv) {
  struct kface_memory_socket *s = of(so);
  if (s->error) return kface_memory_error(s);
  if (!s->connecting) return s->connected ? 0 : D_EINVAL;
  if (!tv || tv->tv_sec < 0 || tv->tv_sec > 327 || tv->tv_usec < 0 || tv->tv_usec > 999999)
    return D_EDOM;
  uint64_t slice = (uint64_t)tv->tv_sec * 1000000000ull + (uint64_t)tv->tv_usec * 1000;
  return wait_connected(s, kface_uptime() + slice, false);
}

static int get_name(socket_t so, int peer, void *to, int room) {
  if (!to || room < 0) return D_EINVAL;
  if (peer && !of(so)->connected) return D_ENOTCONN;
  kface_memory_address(of(so), peer ? 1 : 2, to, room);
  return 0;
}
static int get_address(socket_t so, void **name, int peer) {
  if (!name) return D_EINVAL;
  *name = calloc(1, 128);
  if (!*name) return D_ENOBUFS;
  kface_memory_address(of(so), peer ? 1 : 2, *name, 28);
  return 0;
}

static int get_option(socket_t so, int level, int name, void *value, int *length) {
  struct kface_memory_socket *s = of(so);
  if (!value || !length) return D_EINVAL;
  int answer = 0;
  if (level == L_SOCKET && name == O_ERROR) answer = kface_memory_error(s);
  if (level == L_SOCKET && name == O_TYPE) answer = s->type;
  if (level == L_SOCKET && name == O_NREAD) answer = (int)s->readable;
  if (level == L_SOCKET && (name == O_RCVBUF || name == O_SNDBUF)) answer = 262144;
  int taken = *length < 4 ? *length : 4;
  if (taken > 0) memcpy(value, &answer, (size_t)taken);
  *length = taken;
  return 0;
}
static int set_option(socket_t so, int level, int name, const void *value, int length) {
  if (!value || length < 4) return D_EINVAL;
  if (level != L_SOCKET || name != O_RCVTIMEO) return 0;
  if (length < 16) return D_EINVAL;
  struct kface_timeval tv;
  memcpy(&tv, value, sizeof tv);
  if (tv.tv_sec < 0 || tv.tv_usec < 0 || tv.tv_usec > 999999) return D_EDOM;
  of(so)->receive_timeout = (uint64_t)tv.tv_sec * 1000000000ull + (uint64_t)tv.tv_usec * 1000;
  return 0;
}
static int control(socket_t so, unsigned long request, void *argument) {
  switch ((uint32_t)request) {
    case 0x8004667e: of(so)->non_blocking = *(int *)argument != 0; return 0;
    case 0x4004667f: *(int *)argument = (int)of(so)->readable; return 0;
    default: return D_EOPNOTSUPP;
  }
}

/* ---- ending and state ---- */

static int shut(socket_t so, int how) {
  struct kface_memory_socket *s = of(so);
  if (how < 0 || how > 2) return D_EINVAL;
  if (!s->connected && !s->connecting) return D_ENOTCONN;
  if (how != 1) {
    while (s->first) kface_memory_drop(s);
    s->end = true;
  }
  if (how != 0) s->cannot_send = true;
  kface_memory_upcall(s, how == 1);
  return 0;
}
static void destroy(struct kface_memory_socket *s) {
  s->closed = true;
  while (s->first) kface_memory_drop(s);
  while (s->pending) {
    struct kface_memory_socket *child = s->pending;
    s->pending = child->pending;
    child->pending = NULL;
    destroy(child);
  }
  kface_wake(s, false, K_AWAKENED);
}
static void close_socket(socket_t so) {
  struct kface_memory_socket *s = of(so);
  s->owner_closed = true;
  if (s->retains == 0) destroy(s);
}
static void retain(socket_t so) { of(so)->retains++; }
static void release(socket_t so) {
  struct kface_memory_socket *s = of(so);
  if (s->retains) s->retains--;
  if (s->owner_closed && s->retains == 0) destroy(s);
}
static int is_connected(socket_t so) { return of(so)->connected; }
static int is_non_blocking(socket_t so) { return of(so)->non_blocking; }
static int get_type(socket_t so, int *domain, int *type, int *protocol) {
  if (domain) *domain = of(so)->domain;
  if (type) *type = of(so)->type;
  if (protocol) *protocol = of(so)->protocol;
  return 0;
}
static int no_interrupt(socket_t so, int on) {
  (void)so, (void)on;
  return 0;
}
static int set_upcalls(socket_t so, kface_upcall read, void *read_cookie, kface_upcall write,
                       void *write_cookie) {
  struct kface_memory_socket *s = of(so);
  s->read = read, s->read_cookie = read_cookie;
  s->write = write, s->write_cookie = write_cookie;
  return 0;
}
static int catch_events(socket_t so, kface_evupcall callback, void *cookie, uint32_t mask) {
  (void)so, (void)callback, (void)cookie, (void)mask;
  return 0;
}

const struct kface_socket_ops kface_memory_socket_ops = {
  .create = create, .accept = accept_connection, .bind = bind_name, .listen = listen_on,
  .connect = connect_to, .connectwait = connect_wait, .getname = get_name,
  .getaddr = get_address, .getsockopt = get_option, .setsockopt = set_option, .ioctl = control,
  .receive = kface_memory_receive, .receivembuf = kface_memory_receivembuf,
  .send = kface_memory_send, .sendmbuf = kface_memory_sendmbuf,
  .shutdown = shut, .close = close_socket, .retain = retain, .release = release,
  .isconnected = is_connected, .isnonblocking = is_non_blocking, .gettype = get_type,
  .nointerrupt = no_interrupt, .setupcalls = set_upcalls, .catchevents = catch_events,
};

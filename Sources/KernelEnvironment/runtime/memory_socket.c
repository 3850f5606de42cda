/* SPDX-License-Identifier: Apache-2.0
 *
 * Sockets without a network: the peer is a script of bytes, sending succeeds and is forgotten.
 * Receiving, blocking and time-outs keep the KPI's rules, in virtual time. script.c feeds them.
 */
#include "memory_socket.h"

#include <stdlib.h>
#include <string.h>
#include <sys/kpi_mbuf.h>

enum {
  M_PEEK = 2, M_TRUNC = 0x10, M_WAITALL = 0x40, M_DONTWAIT = 0x80, L_SOCKET = 0xffff,
  O_RCVTIMEO = 0x1006, O_ERROR = 0x1007, O_TYPE = 0x1008, O_NREAD = 0x1020, O_RCVBUF = 0x1002,
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
static void copy_address(const struct kface_memory_socket *s, int last, void *to, int room) {
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
  copy_address(child, 1, from, room);
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

static int take_error(struct kface_memory_socket *s) {
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
  return take_error(s);
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
  if (s->error) return take_error(s);
  if (!s->connecting) return s->connected ? 0 : D_EINVAL;
  if (!tv || tv->tv_sec < 0 || tv->tv_sec > 327 || tv->tv_usec < 0 || tv->tv_usec > 999999)
    return D_EDOM;
  uint64_t slice = (uint64_t)tv->tv_sec * 1000000000ull + (uint64_t)tv->tv_usec * 1000;
  return wait_connected(s, kface_uptime() + slice, false);
}

static int get_name(socket_t so, int peer, void *to, int room) {
  if (!to || room < 0) return D_EINVAL;
  if (peer && !of(so)->connected) return D_ENOTCONN;
  copy_address(of(so), peer ? 1 : 2, to, room);
  return 0;
}
static int get_address(socket_t so, void **name, int peer) {
  if (!name) return D_EINVAL;
  *name = calloc(1, 128);
  if (!*name) return D_ENOBUFS;
  copy_address(of(so), peer ? 1 : 2, *name, 28);
  return 0;
}

static int get_option(socket_t so, int level, int name, void *value, int *length) {
  struct kface_memory_socket *s = of(so);
  if (!value || !length) return D_EINVAL;
  int answer = 0;
  if (level == L_SOCKET && name == O_ERROR) answer = take_error(s);
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

/* ---- receiving ---- */

/* Waits until `want` bytes are there, or less is all there will be. 0, or an error. */
static int wait_readable(struct kface_memory_socket *s, size_t want, int flags) {
  bool all = (flags & M_WAITALL) && s->type == 1 && want <= 262144;
  uint64_t deadline = s->receive_timeout ? kface_uptime() + s->receive_timeout : KFACE_FOREVER;
  for (;;) {
    if (s->first && (!all || s->readable >= want || (flags & M_DONTWAIT))) return 0;
    if (s->error) return s->first ? 0 : take_error(s);
    if (s->end || s->closed) return 0;
    if (s->type == 1 && !s->connected && !s->connecting) return D_ENOTCONN;
    if (s->non_blocking || (flags & M_DONTWAIT)) return D_EWOULDBLOCK;
    kface_wait_begin(s, true, deadline);
    int result = kface_wait_finish();
    if (result == K_TIMED_OUT) return D_EWOULDBLOCK;
    if (result == K_INTERRUPTED) return D_EINTR;
  }
}

static void drop_first(struct kface_memory_socket *s) {
  struct kface_piece *piece = s->first;
  s->first = piece->next;
  if (!s->first) s->last = NULL;
  s->readable -= piece->length - piece->taken;
  free(piece);
}

/* Copies up to `room` bytes of the first piece; a datagram's rest is lost. */
static size_t take(struct kface_memory_socket *s, uint8_t *into, size_t room, bool peek) {
  struct kface_piece *piece = s->first;
  size_t left = piece->length - piece->taken, n = left < room ? left : room;
  memcpy(into, piece->bytes + piece->taken, n);
  if (peek) return n;
  if (n == left || s->type != 1) {
    drop_first(s);
  } else {
    piece->taken += n;
    s->readable -= n;
  }
  return n;
}

static int receive(socket_t so, struct kface_msghdr *msg, int flags, size_t *received) {
  struct kface_memory_socket *s = of(so);
  if (!msg || msg->msg_iovlen < 1 || !msg->msg_iov || !msg->msg_iov[0].iov_base ||
      !msg->msg_iov[0].iov_len)
    return D_EINVAL;
  if (received) *received = 0;
  size_t want = 0, done = 0;
  for (int i = 0; i < msg->msg_iovlen; i++) want += msg->msg_iov[i].iov_len;
  int error = wait_readable(s, want, flags);
  if (error) return error;
  if (msg->msg_name && s->type != 1) copy_address(s, 1, msg->msg_name, (int)msg->msg_namelen);
  msg->msg_flags = flags;
  msg->msg_controllen = 0;
  uint8_t *packet = NULL;
  size_t packet_length = 0, packet_at = 0;
  if (s->type != 1 && s->first) {
    packet_length = s->first->length;
    packet = malloc(packet_length + 1);
    if (packet) take(s, packet, packet_length, flags & M_PEEK);
  }
  for (int i = 0; i < msg->msg_iovlen; i++) {
    uint8_t *into = msg->msg_iov[i].iov_base;
    size_t room = msg->msg_iov[i].iov_len;
    if (packet) {
      size_t n = packet_length - packet_at < room ? packet_length - packet_at : room;
      memcpy(into, packet + packet_at, n);
      packet_at += n, done += n;
      continue;
    }
    while (room && s->first && s->type == 1) {
      size_t n = take(s, into, room, flags & M_PEEK);
      into += n, room -= n, done += n;
      if (flags & M_PEEK) break;
    }
  }
  if (packet && packet_at < packet_length) msg->msg_flags |= M_TRUNC;
  free(packet);
  if (received) *received = done;
  return 0;
}

static void release_exact(char *buffer, unsigned size, char *argument) {
  (void)size, (void)argument;
  free(buffer);
}

/* Every mbuf is a buffer of exactly its size, so that a sanitizer sees one byte too many. */
static mbuf_t exact_mbuf(struct kface_memory_socket *s, size_t limit) {
  size_t left = s->first->length - s->first->taken, n = left < limit ? left : limit;
  char *buffer = malloc(n ? n : 1);
  mbuf_t m = NULL;
  if (!buffer) return NULL;
  n = take(s, (uint8_t *)buffer, n, false);
  if (mbuf_attachcluster(MBUF_WAITOK, MBUF_TYPE_DATA, &m, buffer, release_exact, n ? n : 1, NULL)) {
    free(buffer);
    return NULL;
  }
  mbuf_setlen(m, n);
  return m;
}

static int receive_mbuf(socket_t so, struct kface_msghdr *msg, mbuf_t *data, int flags,
                        size_t *length) {
  struct kface_memory_socket *s = of(so);
  if (!data || !length || !*length || (msg && (msg->msg_iov || msg->msg_iovlen))) return D_EINVAL;
  *data = NULL;
  size_t limit = *length, done = 0;
  *length = 0;
  int error = wait_readable(s, limit, flags);
  if (error) return error;
  if (msg) {
    if (msg->msg_name && s->type != 1) copy_address(s, 1, msg->msg_name, (int)msg->msg_namelen);
    msg->msg_flags = flags;
    msg->msg_controllen = 0;
  }
  mbuf_t last = NULL;
  while (s->first && done < limit) {
    mbuf_t m = exact_mbuf(s, limit - done);
    if (!m) break;
    done += mbuf_len(m);
    if (last) {
      mbuf_setflags_mask(m, 0, MBUF_PKTHDR);
      mbuf_setnext(last, m);
    } else {
      *data = m;
    }
    last = m;
    if (s->type != 1) break;
  }
  if (*data) mbuf_pkthdr_setlen(*data, done);
  *length = done;
  return 0;
}

/* ---- sending: counted and forgotten ---- */

static int may_send(struct kface_memory_socket *s, const struct kface_msghdr *msg) {
  if (s->cannot_send) return D_EPIPE;
  if (s->error) return take_error(s);
  if (s->type == 1) return s->connected ? 0 : D_ENOTCONN;
  return s->connected || (msg && msg->msg_name) ? 0 : D_EDESTADDRREQ;
}
static int send_bytes(socket_t so, const struct kface_msghdr *msg, int flags, size_t *sent) {
  (void)flags;
  if (!msg || !msg->msg_iov || msg->msg_iovlen < 1) return D_EINVAL;
  if (sent) *sent = 0;
  int error = may_send(of(so), msg);
  if (error) return error;
  size_t total = 0;
  volatile uint8_t sum = 0; /* reading every byte lets a sanitizer look at them */
  for (int i = 0; i < msg->msg_iovlen; i++) {
    const uint8_t *bytes = msg->msg_iov[i].iov_base;
    for (size_t at = 0; at < msg->msg_iov[i].iov_len; at++) sum = (uint8_t)(sum + bytes[at]);
    total += msg->msg_iov[i].iov_len;
  }
  of(so)->sent += total;
  if (sent) *sent = total;
  return 0;
}
static int send_mbuf(socket_t so, const struct kface_msghdr *msg, mbuf_t data, int flags,
                     size_t *sent, int can_wait) {
  (void)flags, (void)can_wait;
  if (sent) *sent = 0;
  if (!data) return D_EINVAL;
  size_t total = 0;
  for (mbuf_t m = data; m; m = mbuf_next(m)) total += mbuf_len(m);
  mbuf_freem(data);
  int error = msg && (msg->msg_iov || msg->msg_iovlen) ? D_EINVAL : may_send(of(so), msg);
  if (error) return error;
  of(so)->sent += total;
  if (sent) *sent = total;
  return 0;
}

/* ---- ending and state ---- */

static int shut(socket_t so, int how) {
  struct kface_memory_socket *s = of(so);
  if (how < 0 || how > 2) return D_EINVAL;
  if (!s->connected && !s->connecting) return D_ENOTCONN;
  if (how != 1) {
    while (s->first) drop_first(s);
    s->end = true;
  }
  if (how != 0) s->cannot_send = true;
  kface_memory_upcall(s, how == 1);
  return 0;
}
static void destroy(struct kface_memory_socket *s) {
  s->closed = true;
  while (s->first) drop_first(s);
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
  .receive = receive, .receivembuf = receive_mbuf, .send = send_bytes, .sendmbuf = send_mbuf,
  .shutdown = shut, .close = close_socket, .retain = retain, .release = release,
  .isconnected = is_connected, .isnonblocking = is_non_blocking, .gettype = get_type,
  .nointerrupt = no_interrupt, .setupcalls = set_upcalls, .catchevents = catch_events,
};

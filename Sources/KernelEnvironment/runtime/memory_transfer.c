/* SPDX-License-Identifier: Apache-2.0
 *
 * Receiving and sending on sockets in memory. A received mbuf is a buffer of exactly its size.
 */
#include "memory_socket.h"

#include <stdlib.h>
#include <string.h>
#include <sys/kpi_mbuf.h>

enum { M_PEEK = 2, M_TRUNC = 0x10, M_WAITALL = 0x40, M_DONTWAIT = 0x80 };

static struct kface_memory_socket *of(socket_t so) { return (struct kface_memory_socket *)so; }

/* ---- receiving ---- */

/* Waits until `want` bytes are there, or less is all there will be. 0, or an error. */
static int wait_readable(struct kface_memory_socket *s, size_t want, int flags) {
  bool all = (flags & M_WAITALL) && s->type == 1 && want <= 262144;
  uint64_t deadline = s->receive_timeout ? kface_uptime() + s->receive_timeout : KFACE_FOREVER;
  for (;;) {
    if (s->first && (!all || s->readable >= want || (flags & M_DONTWAIT))) return 0;
    if (s->error) return s->first ? 0 : kface_memory_error(s);
    if (s->end || s->closed) return 0;
    if (s->type == 1 && !s->connected && !s->connecting) return D_ENOTCONN;
    if (s->non_blocking || (flags & M_DONTWAIT)) return D_EWOULDBLOCK;
    kface_wait_begin(s, true, deadline);
    int result = kface_wait_finish();
    if (result == K_TIMED_OUT) return D_EWOULDBLOCK;
    if (result == K_INTERRUPTED) return D_EINTR;
  }
}

void kface_memory_drop(struct kface_memory_socket *s) {
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
    kface_memory_drop(s);
  } else {
    piece->taken += n;
    s->readable -= n;
  }
  return n;
}

int kface_memory_receive(socket_t so, struct kface_msghdr *msg, int flags, size_t *received) {
  struct kface_memory_socket *s = of(so);
  if (!msg || msg->msg_iovlen < 1 || !msg->msg_iov || !msg->msg_iov[0].iov_base ||
      !msg->msg_iov[0].iov_len)
    return D_EINVAL;
  if (received) *received = 0;
  size_t want = 0, done = 0;
  for (int i = 0; i < msg->msg_iovlen; i++) want += msg->msg_iov[i].iov_len;
  int error = wait_readable(s, want, flags);
  if (error) return error;
  if (msg->msg_name && s->type != 1) kface_memory_address(s, 1, msg->msg_name, (int)msg->msg_namelen);
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

int kface_memory_receivembuf(socket_t so, struct kface_msghdr *msg, mbuf_t *data, int flags,
                        size_t *length) {
  struct kface_memory_socket *s = of(so);
  if (!data || !length || !*length || (msg && (msg->msg_iov || msg->msg_iovlen))) return D_EINVAL;
  *data = NULL;
  size_t limit = *length, done = 0;
  *length = 0;
  int error = wait_readable(s, limit, flags);
  if (error) return error;
  if (msg) {
    if (msg->msg_name && s->type != 1) kface_memory_address(s, 1, msg->msg_name, (int)msg->msg_namelen);
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
  if (s->error) return kface_memory_error(s);
  if (s->type == 1) return s->connected ? 0 : D_ENOTCONN;
  return s->connected || (msg && msg->msg_name) ? 0 : D_EDESTADDRREQ;
}
int kface_memory_send(socket_t so, const struct kface_msghdr *msg, int flags, size_t *sent) {
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
int kface_memory_sendmbuf(socket_t so, const struct kface_msghdr *msg, mbuf_t data, int flags,
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

/* SPDX-License-Identifier: Apache-2.0
 *
 * Sending and receiving, with the faults and the checks that belong to them.
 */
#include "sockets.h"

#include <string.h>
#include <sys/kpi_mbuf.h>

enum { D_MSG_WAITALL = 0x40, SOCK_DATAGRAM = 2, MOST_IOVECS = 64 };

char kface_mbuf_order;

/* Applies a fault that ends a call; answers whether it did. */
static bool ends(struct kface_entry *entry, struct kface_fault fault, int *error) {
  switch (fault.kind) {
    case KFACE_FAIL: *error = fault.error; return true;
    case KFACE_RESET:
      kface_sockets->shutdown(entry->so, 2);
      *error = D_ECONNRESET;
      return true;
    case KFACE_LATE: kface_pause(fault.amount); return false;
    default: return false;
  }
}

/* The first `limit` bytes of a message's vectors. */
static int shorten(const struct kface_msghdr *msg, struct iovec *vectors, uint64_t limit) {
  int count = 0;
  for (int i = 0; i < msg->msg_iovlen && limit && count < MOST_IOVECS; i++) {
    vectors[count] = msg->msg_iov[i];
    if (vectors[count].iov_len > limit) vectors[count].iov_len = limit;
    limit -= vectors[count++].iov_len;
  }
  return count;
}

/* Whether a fault cuts this transfer short; then *partial is the message over fewer bytes. */
static int cut_short(const struct kface_entry *entry, struct kface_fault fault,
                     const struct kface_msghdr *msg, struct iovec *vectors,
                     struct kface_msghdr *partial) {
  if (fault.kind != KFACE_SHORT || !msg || !msg->msg_iov || entry->type == SOCK_DATAGRAM) return 0;
  *partial = *msg;
  partial->msg_iov = vectors;
  partial->msg_iovlen = shorten(msg, vectors, fault.amount ? fault.amount : 1);
  return 1;
}

int kface_sock_receive(socket_t so, struct kface_msghdr *msg, int flags, size_t *received) {
  KFACE_NOTE(KFACE_SITE());
  struct kface_entry *entry = kface_entry_use(so, "sock_receive", KFACE_SITE());
  if (!entry) return D_EINVAL;
  struct kface_fault fault = kface_fault_at(KFACE_AT_RECEIVE);
  int error;
  if (ends(entry, fault, &error)) {
    if (received) *received = 0;
    return error;
  }
  struct iovec vectors[MOST_IOVECS];
  struct kface_msghdr partial;
  if (cut_short(entry, fault, msg, vectors, &partial)) {
    /* A read that was interrupted in the middle: success with a short count. */
    error = kface_sockets->receive(so, &partial, flags & ~D_MSG_WAITALL, received);
    msg->msg_flags = partial.msg_flags;
    msg->msg_controllen = partial.msg_controllen;
  } else {
    error = kface_sockets->receive(so, msg, flags, received);
  }
  kface_acquire(entry);
  return error;
}

/* A datagram client that keeps the last packet's size as the next limit loses bytes. */
static void check_length(struct kface_entry *entry, const size_t *length, void *site) {
  if (!kface_settings.strict_length || entry->type != SOCK_DATAGRAM || !length) return;
  if (entry->last_pointer == length && entry->last_given && *length == entry->last_given &&
      entry->last_given < entry->last_asked)
    kface_finding("length", site, "the length of a receive was not reset: %zu bytes asked, the "
                  "size of the last datagram", *length);
}

int kface_sock_receivembuf(socket_t so, struct kface_msghdr *msg, mbuf_t *data, int flags,
                           size_t *length) {
  KFACE_NOTE(KFACE_SITE());
  struct kface_entry *entry = kface_entry_use(so, "sock_receivembuf", KFACE_SITE());
  if (!entry) {
    if (data) *data = NULL;
    return D_EINVAL;
  }
  check_length(entry, length, KFACE_SITE());
  if (entry->event && msg) msg->msg_namelen = 0; /* events have no sender */
  size_t asked = length ? *length : 0;
  struct kface_fault fault = kface_fault_at(KFACE_AT_RECEIVE);
  int error;
  if (ends(entry, fault, &error)) {
    if (data) *data = NULL;
    if (length) *length = 0;
    return error;
  }
  if (fault.kind == KFACE_SHORT && length && entry->type != SOCK_DATAGRAM) {
    uint64_t limit = fault.amount ? fault.amount : 1;
    if (*length > limit) *length = limit;
    flags &= ~D_MSG_WAITALL;
  }
  error = kface_sockets->receivembuf(so, msg, data, flags, length);
  kface_acquire(&kface_mbuf_order);
  kface_acquire(entry);
  entry->last_pointer = length;
  entry->last_asked = asked;
  entry->last_given = error || !length ? 0 : *length;
  return error;
}

int kface_sock_receive_internal(socket_t so, struct kface_msghdr *msg, mbuf_t *data, int flags,
                                size_t *length) {
  return data ? kface_sock_receivembuf(so, msg, data, flags, length)
              : kface_sock_receive(so, msg, flags, length);
}

int kface_sock_send(socket_t so, const struct kface_msghdr *msg, int flags, size_t *sent) {
  KFACE_NOTE(KFACE_SITE());
  struct kface_entry *entry = kface_entry_use(so, "sock_send", KFACE_SITE());
  if (!entry) return D_EINVAL;
  if (entry->event) return D_EOPNOTSUPP;
  struct kface_fault fault = kface_fault_at(KFACE_AT_SEND);
  int error;
  if (ends(entry, fault, &error)) {
    if (sent) *sent = 0;
    return error;
  }
  struct iovec vectors[MOST_IOVECS];
  struct kface_msghdr partial;
  if (cut_short(entry, fault, msg, vectors, &partial))
    return kface_sockets->send(so, &partial, flags, sent);
  return kface_sockets->send(so, msg, flags, sent);
}

static int send_chain(socket_t so, const struct kface_msghdr *msg, mbuf_t data, int flags,
                      size_t *sent, int can_wait, const char *name, void *site) {
  KFACE_NOTE(site);
  struct kface_entry *entry = kface_entry_use(so, name, site);
  kface_publish(&kface_mbuf_order);
  struct kface_fault fault = entry ? kface_fault_at(KFACE_AT_SEND) : (struct kface_fault){0};
  int error = D_EINVAL;
  bool has_peer = entry && !entry->event;
  if (entry && !has_peer) error = D_EOPNOTSUPP;
  if (!has_peer || ends(entry, fault, &error)) {
    mbuf_freem(data); /* consumed in every case */
    if (sent) *sent = 0;
    return error;
  }
  return kface_sockets->sendmbuf(so, msg, data, flags, sent, can_wait);
}

int kface_sock_sendmbuf(socket_t so, const struct kface_msghdr *msg, mbuf_t data, int flags,
                        size_t *sent) {
  return send_chain(so, msg, data, flags, sent, 0, "sock_sendmbuf", KFACE_SITE());
}
int kface_sock_sendmbuf_can_wait(socket_t so, const struct kface_msghdr *msg, mbuf_t data,
                                 int flags, size_t *sent) {
  return send_chain(so, msg, data, flags, sent, 1, "sock_sendmbuf_can_wait", KFACE_SITE());
}

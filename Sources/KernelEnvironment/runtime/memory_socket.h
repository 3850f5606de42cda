/* SPDX-License-Identifier: Apache-2.0
 *
 * A socket in memory, shared by the operations and the script that plays its peer.
 */
#ifndef KFACE_MEMORY_SOCKET_H
#define KFACE_MEMORY_SOCKET_H

#include "sockets.h"

/* Bytes from the peer: a piece of a stream, or a datagram. */
struct kface_piece {
  struct kface_piece *next;
  size_t length, taken;
  uint8_t bytes[];
};

struct kface_memory_socket {
  struct kface_memory_socket *next;    /* all of this run, newest first */
  struct kface_memory_socket *pending; /* a listener's connections nobody accepted yet */
  int domain, type, protocol;
  bool connected, connecting, dead, listening, queued, non_blocking, end, cannot_send, closed;
  bool owner_closed;
  unsigned retains;
  int error;
  uint64_t receive_timeout;
  kface_upcall read, write;
  void *read_cookie, *write_cookie;
  struct kface_piece *first, *last;
  size_t readable;
  uint64_t sent;
};

extern struct kface_memory_socket *kface_memory_first;
struct kface_memory_socket *kface_memory_make(int domain, int type, int protocol);
void kface_memory_upcall(struct kface_memory_socket *socket, bool write);
void kface_memory_drop(struct kface_memory_socket *socket);
int kface_memory_error(struct kface_memory_socket *socket);
void kface_memory_address(const struct kface_memory_socket *socket, int last, void *to, int room);
int kface_memory_receive(socket_t so, struct kface_msghdr *msg, int flags, size_t *received);
int kface_memory_receivembuf(socket_t so, struct kface_msghdr *msg, mbuf_t *data, int flags,
                             size_t *length);
int kface_memory_send(socket_t so, const struct kface_msghdr *msg, int flags, size_t *sent);
int kface_memory_sendmbuf(socket_t so, const struct kface_msghdr *msg, mbuf_t data, int flags,
                          size_t *sent, int can_wait);

#endif /* KFACE_MEMORY_SOCKET_H */

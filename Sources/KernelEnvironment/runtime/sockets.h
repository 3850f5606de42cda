/* SPDX-License-Identifier: Apache-2.0
 *
 * What a socket of the kernel face is made of: a table of operations, in Darwin's numbers. One
 * table leads to the host's sockets, one to sockets in memory whose peer is a script of bytes.
 */
#ifndef KFACE_SOCKETS_H
#define KFACE_SOCKETS_H

#include "internal.h"

struct kface_socket_ops {
  int (*create)(int, int, int, kface_upcall, void *, socket_t *);
  int (*accept)(socket_t, void *, int, int, kface_upcall, void *, socket_t *);
  int (*bind)(socket_t, const void *);
  int (*listen)(socket_t, int);
  int (*connect)(socket_t, const void *, int);
  int (*connectwait)(socket_t, const struct kface_timeval *);
  int (*getname)(socket_t, int peer, void *, int);
  int (*getaddr)(socket_t, void **, int peer);
  int (*getsockopt)(socket_t, int, int, void *, int *);
  int (*setsockopt)(socket_t, int, int, const void *, int);
  int (*ioctl)(socket_t, unsigned long, void *);
  int (*receive)(socket_t, struct kface_msghdr *, int, size_t *);
  int (*receivembuf)(socket_t, struct kface_msghdr *, mbuf_t *, int, size_t *);
  int (*send)(socket_t, const struct kface_msghdr *, int, size_t *);
  int (*sendmbuf)(socket_t, const struct kface_msghdr *, mbuf_t, int, size_t *, int can_wait);
  int (*shutdown)(socket_t, int);
  void (*close)(socket_t);
  void (*retain)(socket_t);
  void (*release)(socket_t);
  int (*isconnected)(socket_t);
  int (*isnonblocking)(socket_t);
  int (*gettype)(socket_t, int *, int *, int *);
  int (*nointerrupt)(socket_t, int);
  int (*setupcalls)(socket_t, kface_upcall, void *, kface_upcall, void *);
  int (*catchevents)(socket_t, kface_evupcall, void *, uint32_t);
};

extern const struct kface_socket_ops kface_host_sockets;
extern const struct kface_socket_ops kface_memory_socket_ops;
extern const struct kface_socket_ops *kface_sockets;

/* The order between an mbuf's last user and its next, for sanitizers. */
extern char kface_mbuf_order;

/* The peer's script for sockets in memory; bytes must stay valid until the end. */
void kface_script_start(const uint8_t *bytes, size_t length);
bool kface_script_step(void);
void kface_script_end(void);

/* Sockets of PF_SYSTEM (event.c). */
enum { KFACE_EVENT_DOMAIN = 32, KFACE_EVENT_TYPE = 3, KFACE_EVENT_PROTOCOL = 1 };
struct kface_event_socket;
int kface_event_create(int type, int protocol, kface_upcall callback, void *cookie, socket_t *made,
                       struct kface_event_socket **event);
bool kface_event_control(struct kface_event_socket *event, unsigned long request, void *argument,
                         int *error);
void kface_event_closed(struct kface_event_socket *event);

/* What a client may register on a socket. */
struct kface_record {
  kface_upcall callback;
  kface_evupcall event_callback;
  void *cookie;
  struct kface_entry *entry;
  struct kface_record *next;
};

/* The environment's memory of one socket handle. */
struct kface_entry {
  struct kface_entry *next;
  socket_t so;
  void *made_at;
  void *closed_at;
  int type;
  unsigned retains;
  unsigned running; /* upcalls under way */
  bool owner_closed, gone, close_waits, armed;
  bool foreign; /* seen by a filter, made by somebody else */
  struct kface_record *records;
  struct kface_record *read_record, *write_record, *event_record;
  size_t last_asked, last_given;
  const size_t *last_pointer;
  uint64_t connect_at; /* a late connect, by fault */
  struct kface_event_socket *event; /* a kernel event socket */
  uint8_t late_address[128];
};

struct kface_entry *kface_entry_add(socket_t so, struct kface_entry *prepared, void *site);
struct kface_entry *kface_entry_use(socket_t so, const char *call, void *site);
struct kface_entry *kface_entry_find(socket_t so);
struct kface_record *kface_record_add(struct kface_entry *entry, kface_upcall callback,
                                      kface_evupcall event_callback, void *cookie);
void kface_entry_gone(struct kface_entry *entry, void *site);
void kface_upcall_thunk(socket_t so, void *cookie, int waitf);
void kface_event_thunk(socket_t so, void *cookie, uint32_t event);

#endif /* KFACE_SOCKETS_H */

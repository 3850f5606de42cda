/* SPDX-License-Identifier: Apache-2.0
 *
 * The socket interface a client calls: handles checked, faults injected, then the operation.
 * Making, connecting, options and ending are here; the transfers are in transfer.c.
 */
#include "sockets.h"

#include <stdlib.h>
#include <string.h>
#include <sys/kpi_socket.h>

enum { D_SOL_SOCKET = 0xffff, D_SO_UPCALLCLOSEWAIT = 0x1027, D_MSG_DONTWAIT = 0x80 };

/* The call's entry, or the end of the call. A null socket passes: the core answers for it. */
#define USE(so, name)                                                   \
  KFACE_NOTE(KFACE_SITE());                                             \
  struct kface_entry *entry = kface_entry_use(so, name, KFACE_SITE());  \
  if (!entry) return D_EINVAL
/* For what the protocol of kernel events has not. */
#define USE_PEERED(so, name) \
  USE(so, name);             \
  if (entry->event) return D_EOPNOTSUPP

static int new_socket(struct kface_entry *entry, kface_upcall callback, void *cookie,
                      struct kface_record **record) {
  *record = callback ? kface_record_add(entry, callback, NULL, cookie) : NULL;
  entry->read_record = entry->write_record = *record;
  entry->armed = callback != NULL;
  return 0;
}

static void discard(struct kface_entry *entry) {
  free(entry->records);
  free(entry);
}

int kface_sock_socket(int domain, int type, int protocol, kface_upcall callback, void *cookie,
                      socket_t *new_so) {
  if (!new_so) return D_EINVAL;
  KFACE_NOTE(KFACE_SITE());
  *new_so = NULL;
  kface_fault_filter_start();
  struct kface_fault fault = kface_fault_at(KFACE_AT_SOCKET);
  if (fault.kind == KFACE_FAIL) return fault.error;
  struct kface_entry *entry = calloc(1, sizeof *entry);
  if (!entry) return D_ENOBUFS;
  entry->type = type;
  struct kface_record *record;
  new_socket(entry, callback, cookie, &record);
  kface_upcall thunk = record ? kface_upcall_thunk : NULL;
  int error = domain == KFACE_EVENT_DOMAIN
                ? kface_event_create(type, protocol, thunk, record, new_so, &entry->event)
                : kface_sockets->create(domain, type, protocol, thunk, record, new_so);
  if (error)
    discard(entry);
  else
    kface_entry_add(*new_so, entry, KFACE_SITE());
  return error;
}

int kface_sock_accept(socket_t so, void *from, int fromlen, int flags, kface_upcall callback,
                      void *cookie, socket_t *new_so) {
  USE_PEERED(so, "sock_accept");
  struct kface_fault fault = kface_fault_at(KFACE_AT_ACCEPT);
  if (fault.kind == KFACE_FAIL) return fault.error;
  struct kface_entry *child = calloc(1, sizeof *child);
  if (!child) return D_ENOBUFS;
  child->type = 1;
  struct kface_record *record;
  new_socket(child, callback, cookie, &record);
  if (!callback && ((unsigned)flags & 0x80000000u)) {
    /* MSG_USEUPCALL: the listener's pair, with records of the child's own. */
    if (entry->read_record) {
      record = kface_record_add(child, entry->read_record->callback, NULL,
                                entry->read_record->cookie);
      child->read_record = child->write_record = record;
      flags = (int)((unsigned)flags & 0x7fffffffu);
    }
  }
  int error = kface_sockets->accept(so, from, fromlen, flags, record ? kface_upcall_thunk : NULL,
                                    record, new_so);
  if (error)
    discard(child);
  else
    kface_entry_add(*new_so, child, KFACE_SITE());
  kface_acquire(entry);
  return error;
}

int kface_sock_bind(socket_t so, const void *to) {
  USE_PEERED(so, "sock_bind");
  return kface_sockets->bind(so, to);
}

int kface_sock_listen(socket_t so, int backlog) {
  USE_PEERED(so, "sock_listen");
  return kface_sockets->listen(so, backlog);
}

static void connect_late(void *value, void *unused) {
  struct kface_entry *entry = value;
  (void)unused;
  __atomic_store_n(&entry->connect_at, 0, __ATOMIC_RELEASE);
  if (!entry->gone) kface_sockets->connect(entry->so, entry->late_address, D_MSG_DONTWAIT);
}

void kface_thread_call_func_delayed(void (*function)(void *, void *), void *param,
                                    uint64_t deadline);

int kface_sock_connect(socket_t so, const void *to, int flags) {
  USE_PEERED(so, "sock_connect");
  struct kface_fault fault = kface_fault_at(KFACE_AT_CONNECT);
  if (fault.kind == KFACE_FAIL) return fault.error;
  if (fault.kind == KFACE_LATE && to) {
    if (!(flags & D_MSG_DONTWAIT) && !kface_sockets->isnonblocking(so)) {
      kface_pause(fault.amount);
    } else {
      uint8_t length = *(const uint8_t *)to;
      memcpy(entry->late_address, to, length < sizeof entry->late_address ? length : 16);
      entry->connect_at = kface_uptime() + fault.amount;
      kface_thread_call_func_delayed(connect_late, entry, entry->connect_at);
      return D_EINPROGRESS;
    }
  }
  int error = kface_sockets->connect(so, to, flags);
  kface_acquire(entry);
  return error;
}

int kface_sock_connectwait(socket_t so, const struct kface_timeval *tv) {
  USE(so, "sock_connectwait");
  uint64_t late = __atomic_load_n(&entry->connect_at, __ATOMIC_ACQUIRE);
  if (late) {
    uint64_t slice = tv ? (uint64_t)tv->tv_sec * 1000000000ull + (uint64_t)tv->tv_usec * 1000 : 0;
    kface_pause(slice);
    if (__atomic_load_n(&entry->connect_at, __ATOMIC_ACQUIRE)) return D_EINPROGRESS;
  }
  int error = kface_sockets->connectwait(so, tv);
  kface_acquire(entry);
  return error;
}

int kface_sock_getpeername(socket_t so, void *name, int room) {
  USE_PEERED(so, "sock_getpeername");
  return kface_sockets->getname(so, 1, name, room);
}
int kface_sock_getsockname(socket_t so, void *name, int room) {
  USE_PEERED(so, "sock_getsockname");
  return kface_sockets->getname(so, 0, name, room);
}
int kface_sock_getaddr(socket_t so, void **name, int peer) {
  USE_PEERED(so, "sock_getaddr");
  return kface_sockets->getaddr(so, name, peer);
}
void kface_sock_freeaddr(void *name) { free(name); }

int kface_sock_getsockopt(socket_t so, int level, int name, void *value, int *length) {
  USE(so, "sock_getsockopt");
  return kface_sockets->getsockopt(so, level, name, value, length);
}
int kface_sock_setsockopt(socket_t so, int level, int name, const void *value, int length) {
  USE(so, "sock_setsockopt");
  int error = kface_sockets->setsockopt(so, level, name, value, length);
  if (!error && level == D_SOL_SOCKET && name == D_SO_UPCALLCLOSEWAIT && length >= 4)
    entry->close_waits = *(const int *)value != 0;
  return error;
}
int kface_sock_ioctl(socket_t so, unsigned long request, void *argument) {
  USE(so, "sock_ioctl");
  int error;
  if (entry->event && argument && kface_event_control(entry->event, request, argument, &error))
    return error;
  return kface_sockets->ioctl(so, request, argument);
}
int kface_sock_settclassopt(socket_t so, const void *value, size_t length) {
  USE(so, "sock_settclassopt");
  return kface_memory_sockets() ? 0 : face_errno_to_darwin(sock_settclassopt(so, value, length));
}
int kface_sock_gettclassopt(socket_t so, void *value, size_t *length) {
  USE(so, "sock_gettclassopt");
  if (kface_memory_sockets()) return D_EINVAL;
  return face_errno_to_darwin(sock_gettclassopt(so, value, length));
}
int kface_sock_shutdown(socket_t so, int how) {
  USE(so, "sock_shutdown");
  if (entry->event) return D_ENOTCONN;
  return kface_sockets->shutdown(so, how);
}

/* ---- ending ---- */

static void check_close(struct kface_entry *entry, void *site) {
  if (!kface_settings.strict_close || entry->close_waits) return;
  bool own_upcall = kface_self()->upcall_socket == entry->so;
  unsigned running = __atomic_load_n(&entry->running, __ATOMIC_ACQUIRE);
  if (running > (own_upcall ? 1u : 0u))
    kface_finding("close", site, "a socket closed while %u of its upcalls run, without "
                  "SO_UPCALLCLOSEWAIT", running);
  else if (entry->armed && !own_upcall)
    kface_finding("close", site, "a socket closed with an armed upcall and without "
                  "SO_UPCALLCLOSEWAIT: an upcall may still run");
}

void kface_sock_close(socket_t so) {
  if (!so) return;
  KFACE_NOTE(KFACE_SITE());
  struct kface_entry *entry = kface_entry_use(so, "sock_close", KFACE_SITE());
  if (!entry) return;
  if (entry->owner_closed) {
    kface_finding("socket", KFACE_SITE(), "a socket closed twice");
    return;
  }
  entry->owner_closed = true;
  bool last = __atomic_load_n(&entry->retains, __ATOMIC_ACQUIRE) == 0;
  if (last) check_close(entry, KFACE_SITE());
  /* The handle is good until the close has waited for the upcalls it waits for. */
  kface_sockets->close(so);
  if (last) kface_entry_gone(entry, KFACE_SITE());
  if (entry->close_waits) kface_acquire(entry);
}

void kface_sock_retain(socket_t so) {
  KFACE_NOTE(KFACE_SITE());
  struct kface_entry *entry = kface_entry_use(so, "sock_retain", KFACE_SITE());
  if (!entry) return;
  __atomic_add_fetch(&entry->retains, 1, __ATOMIC_ACQ_REL);
  kface_sockets->retain(so);
}

void kface_sock_release(socket_t so) {
  KFACE_NOTE(KFACE_SITE());
  struct kface_entry *entry = kface_entry_use(so, "sock_release", KFACE_SITE());
  if (!entry) return;
  if (__atomic_load_n(&entry->retains, __ATOMIC_ACQUIRE) == 0) {
    kface_finding("socket", KFACE_SITE(), "a socket released more often than retained");
    return;
  }
  bool last = __atomic_sub_fetch(&entry->retains, 1, __ATOMIC_ACQ_REL) == 0;
  bool ends = last && entry->owner_closed;
  kface_sockets->release(so);
  if (ends) kface_entry_gone(entry, KFACE_SITE());
}

/* ---- state and upcalls ---- */

int kface_sock_setpriv(socket_t so, int on) {
  USE(so, "sock_setpriv");
  return kface_memory_sockets() ? 0 : face_errno_to_darwin(sock_setpriv(so, on));
}
int kface_sock_isconnected(socket_t so) {
  struct kface_entry *entry = kface_entry_use(so, "sock_isconnected", KFACE_SITE());
  return entry && !entry->event ? kface_sockets->isconnected(so) : 0;
}
int kface_sock_isnonblocking(socket_t so) {
  struct kface_entry *entry = kface_entry_use(so, "sock_isnonblocking", KFACE_SITE());
  return entry ? kface_sockets->isnonblocking(so) : 0;
}
int kface_sock_gettype(socket_t so, int *domain, int *type, int *protocol) {
  USE(so, "sock_gettype");
  if (!entry->event) return kface_sockets->gettype(so, domain, type, protocol);
  if (domain) *domain = KFACE_EVENT_DOMAIN;
  if (type) *type = KFACE_EVENT_TYPE;
  if (protocol) *protocol = KFACE_EVENT_PROTOCOL;
  return 0;
}
int kface_sock_nointerrupt(socket_t so, int on) {
  USE(so, "sock_nointerrupt");
  return kface_sockets->nointerrupt(so, on);
}
int kface_sock_iskernel(socket_t so) {
  if (!so || kface_memory_sockets()) return so != NULL;
  return sock_iskernel(so);
}
socket_t kface_sock_getlistener(socket_t so) {
  return !so || kface_memory_sockets() ? NULL : sock_getlistener(so);
}

int kface_sock_setupcalls(socket_t so, kface_upcall read, void *read_cookie, kface_upcall write,
                          void *write_cookie) {
  USE(so, "sock_setupcalls");
  entry->read_record = read ? kface_record_add(entry, read, NULL, read_cookie) : NULL;
  entry->write_record = write ? kface_record_add(entry, write, NULL, write_cookie) : NULL;
  entry->armed = read || write;
  return kface_sockets->setupcalls(so, read ? kface_upcall_thunk : NULL, entry->read_record,
                                   write ? kface_upcall_thunk : NULL, entry->write_record);
}
int kface_sock_setupcall(socket_t so, kface_upcall callback, void *cookie) {
  return kface_sock_setupcalls(so, callback, cookie, callback, cookie);
}
int kface_sock_catchevents(socket_t so, kface_evupcall callback, void *cookie, uint32_t mask) {
  USE(so, "sock_catchevents");
  entry->event_record = callback ? kface_record_add(entry, NULL, callback, cookie) : NULL;
  return kface_sockets->catchevents(so, callback ? kface_event_thunk : NULL, entry->event_record,
                                    mask);
}
void kface_socket_set_traffic_mgt_flags(socket_t so, uint32_t flags) {
  if (so && !kface_memory_sockets()) socket_set_traffic_mgt_flags(so, flags);
}
void kface_socket_clear_traffic_mgt_flags(socket_t so, uint32_t flags) {
  if (so && !kface_memory_sockets()) socket_clear_traffic_mgt_flags(so, flags);
}
int kface_socket_defunct(void *process, socket_t so, int level) {
  USE(so, "socket_defunct");
  (void)process;
  if (kface_memory_sockets()) return D_EOPNOTSUPP;
  return face_errno_to_darwin(socket_defunct(NULL, so, level));
}

/* ---- descriptors: the harness hands a socket in, a client asks for it by number ---- */

enum { DESCRIPTORS = 64, D_EBADF = 9 };
static socket_t descriptors[DESCRIPTORS];

int kface_harness_add_descriptor(socket_t so) {
  for (int fd = 3; fd < DESCRIPTORS; fd++) {
    if (descriptors[fd]) continue;
    descriptors[fd] = so;
    return fd;
  }
  return -1;
}
int kface_file_socket(int fd, socket_t *so) {
  if (fd < 0 || fd >= DESCRIPTORS || !descriptors[fd]) return D_EBADF;
  *so = descriptors[fd];
  return 0;
}
int kface_file_drop(int fd) { return fd < 0 || fd >= DESCRIPTORS ? D_EBADF : 0; }
int kface_file_vnode(int fd, void **vnode) {
  (void)fd;
  *vnode = NULL;
  return D_EBADF;
}
int kface_file_flags(int fd, int *flags) {
  *flags = 3;
  return fd >= 0 && fd < DESCRIPTORS && descriptors[fd] ? 0 : D_EBADF;
}

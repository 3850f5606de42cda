/* SPDX-License-Identifier: Apache-2.0
 *
 * The host's side of the kernel face: Darwin's layouts under names of their own, and the calls
 * that translate them. A kernel source never sees this header; the run time and the harness do.
 */
#ifndef KERNEL_FACE_H
#define KERNEL_FACE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/kpi_types.h>
#include <sys/uio.h>

#ifdef __cplusplus
extern "C" {
#endif

/* An address: the length comes first and decides how many bytes follow. */
struct kface_sockaddr {
  uint8_t sa_len;
  uint8_t sa_family;
  uint8_t sa_data[14];
};

/* 8 bytes of seconds, 4 of microseconds, 4 without meaning. */
struct kface_timeval {
  int64_t tv_sec;
  int32_t tv_usec;
  int32_t tv_padding;
};

struct kface_msghdr {
  void *msg_name;
  uint32_t msg_namelen;
  struct iovec *msg_iov;
  int32_t msg_iovlen;
  void *msg_control;
  uint32_t msg_controllen;
  int32_t msg_flags;
};

struct kface_cmsghdr {
  uint32_t cmsg_len;
  int32_t cmsg_level;
  int32_t cmsg_type;
};

typedef void (*kface_upcall)(socket_t so, void *cookie, int waitf);
typedef void (*kface_evupcall)(socket_t so, void *cookie, uint32_t event);

/* Error numbers between the two worlds. 0 and the kernel's negatives stay as they are. */
int face_errno_to_darwin(int host);
int face_errno_to_host(int darwin);

/* Addresses. `room` bytes at `to`; the answer is the length written, 0 when it is unknown. */
int face_address_to_host(const void *darwin, void *to, int room);
int face_address_to_darwin(const void *host, int host_length, void *to, int room);

/* The socket calls in Darwin's numbers. Every result is a Darwin error number. */
int face_sock_socket(int domain, int type, int protocol, kface_upcall callback, void *cookie,
                     socket_t *new_so);
int face_sock_accept(socket_t so, void *from, int fromlen, int flags, kface_upcall callback,
                     void *cookie, socket_t *new_so);
int face_sock_bind(socket_t so, const void *to);
int face_sock_connect(socket_t so, const void *to, int flags);
int face_sock_connectwait(socket_t so, const struct kface_timeval *tv);
int face_sock_getname(socket_t so, int peer, void *name, int room);
int face_sock_getaddr(socket_t so, void **name, int peer);
int face_sock_getsockopt(socket_t so, int level, int name, void *value, int *length);
int face_sock_setsockopt(socket_t so, int level, int name, const void *value, int length);
int face_sock_ioctl(socket_t so, unsigned long request, void *argument);
int face_sock_receive(socket_t so, struct kface_msghdr *msg, int flags, size_t *received);
int face_sock_receivembuf(socket_t so, struct kface_msghdr *msg, mbuf_t *data, int flags,
                          size_t *length);
int face_sock_send(socket_t so, const struct kface_msghdr *msg, int flags, size_t *sent);
int face_sock_sendmbuf(socket_t so, const struct kface_msghdr *msg, mbuf_t data, int flags,
                       size_t *sent, int can_wait);
int face_sock_gettype(socket_t so, int *domain, int *type, int *protocol);

/* The option's numbers before they were translated. */
int face_option_to_darwin(int level, int name, int *darwin_level, int *darwin_name);

#ifdef __cplusplus
}
#endif

#endif /* KERNEL_FACE_H */

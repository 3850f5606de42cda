/* SPDX-License-Identifier: Apache-2.0
 *
 * What a test around a client may ask of the environment: the sides that a user process, an
 * administrator or the kernel itself has.
 */
#ifndef _KFACE_HARNESS_H_
#define _KFACE_HARNESS_H_

#include <sys/cdefs.h>
#include <sys/kernel_types.h>
#include <sys/kern_event.h>

__BEGIN_DECLS

/* The process's side of a kernel control, by the name it registered. Connecting answers a unit's
   number, above 0, or an error number, negative. */
int kface_control_connect(const char *name) KF(harness_control_connect);
int kface_control_send(const char *name, int unit, const void *data, size_t length)
  KF(harness_control_send);
size_t kface_control_read(const char *name, int unit, void *into, size_t room)
  KF(harness_control_read);
/* Options of that process's socket; `length` is the room before the call and what came after it. */
int kface_control_set(const char *name, int unit, int option, const void *data, size_t length)
  KF(harness_control_set);
int kface_control_get(const char *name, int unit, int option, void *data, size_t *length)
  KF(harness_control_get);
int kface_control_disconnect(const char *name, int unit) KF(harness_control_disconnect);

/* Tunables by their full name, "net.example.debug". ENOENT when there is none. */
int kface_sysctl_set(const char *name, int64_t value) KF(harness_sysctl_set);
int kface_sysctl_get(const char *name, int64_t *value) KF(harness_sysctl_get);

/* A descriptor number under which file_socket finds the socket; -1 when the table is full. */
int kface_descriptor_add(socket_t so) KF(harness_add_descriptor);

/* sys/kern_event.h has kface_event_post, sys/mount.h and sys/vnode.h the making of handles. */

__END_DECLS

#endif /* _KFACE_HARNESS_H_ */

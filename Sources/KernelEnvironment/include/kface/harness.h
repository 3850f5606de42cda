/* SPDX-License-Identifier: Apache-2.0
 *
 * What a test around a client may ask of the environment: the sides that a user process, an
 * administrator or the kernel itself has.
 */
#ifndef _KFACE_HARNESS_H_
#define _KFACE_HARNESS_H_

#include <sys/cdefs.h>
#include <sys/types.h>
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

/* A process at a character device, by its name below /dev: what the driver's switch answers, or
   ENXIO. `done` is how much was moved. */
int kface_device_open(const char *name, int flags) KF(harness_device_open);
int kface_device_close(const char *name, int flags) KF(harness_device_close);
int kface_device_read(const char *name, void *into, size_t room, size_t *done)
  KF(harness_device_read);
int kface_device_write(const char *name, const void *from, size_t length, size_t *done)
  KF(harness_device_write);
int kface_device_ioctl(const char *name, u_long request, void *data) KF(harness_device_ioctl);

/* A descriptor number under which file_socket finds the socket; -1 when the table is full. */
int kface_descriptor_add(socket_t so) KF(harness_add_descriptor);

/* sys/kern_event.h has kface_event_post, sys/mount.h and sys/vnode.h the making of handles. */

__END_DECLS

#endif /* _KFACE_HARNESS_H_ */

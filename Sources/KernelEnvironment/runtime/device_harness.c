/* SPDX-License-Identifier: Apache-2.0
 *
 * The process at a character device: opens it by its name and calls what the switch has.
 */
#include "internal.h"

const void *kface_character_switch(int device);
int kface_device_number(const char *name);
void *kface_current_proc(void);
struct kface_uio *kface_uio_create(int room, int64_t offset, int space, int direction);
int kface_uio_addiov(struct kface_uio *uio, uint64_t base, uint64_t length);
int64_t kface_uio_resid(struct kface_uio *uio);
void kface_uio_free(struct kface_uio *uio);

/* The layout of struct cdevsw in sys/conf.h. */
struct character_switch {
  int (*open)(int device, int flags, int type, void *process);
  int (*close)(int device, int flags, int type, void *process);
  int (*read)(int device, struct kface_uio *uio, int flags);
  int (*write)(int device, struct kface_uio *uio, int flags);
  int (*ioctl)(int device, unsigned long request, char *data, int flags, void *process);
};
enum { TYPE_CHARACTER = 0020000, USER_SPACE = 8, READ = 0, WRITE = 1, READ_WRITE = 3 };

static const struct character_switch *of(const char *name, int *device) {
  *device = kface_device_number(name);
  return *device == -1 ? NULL : kface_character_switch(*device);
}

int kface_harness_device_open(const char *name, int flags) {
  int device;
  const struct character_switch *entry = of(name, &device);
  if (!entry) return D_ENXIO;
  return entry->open(device, flags, TYPE_CHARACTER, kface_current_proc());
}
int kface_harness_device_close(const char *name, int flags) {
  int device;
  const struct character_switch *entry = of(name, &device);
  if (!entry) return D_ENXIO;
  return entry->close(device, flags, TYPE_CHARACTER, kface_current_proc());
}

static int transfer(const char *name, const void *bytes, size_t length, int direction,
                    size_t *done) {
  int device;
  const struct character_switch *entry = of(name, &device);
  *done = 0;
  if (!entry) return D_ENXIO;
  struct kface_uio *uio = kface_uio_create(1, 0, USER_SPACE, direction);
  if (!uio) return D_ENOMEM;
  int error = kface_uio_addiov(uio, (uintptr_t)bytes, length);
  if (!error) error = (direction == READ ? entry->read : entry->write)(device, uio, 0);
  *done = length - (size_t)kface_uio_resid(uio);
  kface_uio_free(uio);
  return error;
}
int kface_harness_device_read(const char *name, void *into, size_t room, size_t *done) {
  return transfer(name, into, room, READ, done);
}
int kface_harness_device_write(const char *name, const void *from, size_t length, size_t *done) {
  return transfer(name, from, length, WRITE, done);
}
int kface_harness_device_ioctl(const char *name, unsigned long request, void *data) {
  int device;
  const struct character_switch *entry = of(name, &device);
  if (!entry) return D_ENXIO;
  return entry->ioctl(device, request, data, READ_WRITE, kface_current_proc());
}

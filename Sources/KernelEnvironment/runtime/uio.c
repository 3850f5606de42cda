/* SPDX-License-Identifier: Apache-2.0
 *
 * Transfers: a cursor over vectors, an offset, a direction.
 */
#include "internal.h"

#include <string.h>

enum { MOST_VECTORS = 1024 };

struct kface_vector {
  uint64_t base, length;
};
struct kface_uio {
  int room, count, at;
  int space, direction;
  int borrowed; /* in a buffer of the client's: UIO_SIZEOF in sys/uio_internal.h */
  int64_t offset, resid;
  struct kface_vector vectors[];
};

struct kface_uio *kface_uio_create(int room, int64_t offset, int space, int direction) {
  if (room < 0 || room > MOST_VECTORS) return NULL;
  size_t size = sizeof(struct kface_uio) + (size_t)room * sizeof(struct kface_vector);
  struct kface_uio *uio = kface_allocate(size, KFACE_OWN, NULL, "uio", true, true, 0, KFACE_SITE());
  if (!uio) return NULL;
  uio->room = room;
  uio->offset = offset;
  uio->space = space;
  uio->direction = direction;
  return uio;
}
void kface_uio_reset(struct kface_uio *uio, int64_t offset, int space, int direction) {
  uio->count = uio->at = 0;
  uio->resid = 0;
  uio->offset = offset;
  uio->space = space;
  uio->direction = direction;
}
struct kface_uio *kface_uio_createwithbuffer(int room, int64_t offset, int space, int direction,
                                             void *buffer, size_t bytes) {
  _Static_assert(sizeof(struct kface_uio) <= 48, "UIO_SIZEOF");
  if (room < 0 || !buffer || bytes < sizeof(struct kface_uio) + (size_t)room * 16) return NULL;
  struct kface_uio *uio = buffer;
  memset(uio, 0, sizeof *uio);
  uio->room = room;
  uio->borrowed = 1;
  kface_uio_reset(uio, offset, space, direction);
  return uio;
}
void kface_uio_free(struct kface_uio *uio) {
  if (uio && !uio->borrowed) kface_release(uio, 0, false, KFACE_OWN, NULL, KFACE_SITE());
}
struct kface_uio *kface_uio_duplicate(struct kface_uio *uio) {
  struct kface_uio *copy = kface_uio_create(uio->room, uio->offset, uio->space, uio->direction);
  if (!copy) return NULL;
  for (int i = uio->at; i < uio->count; i++) copy->vectors[copy->count++] = uio->vectors[i];
  copy->resid = uio->resid;
  return copy;
}
int kface_uio_addiov(struct kface_uio *uio, uint64_t base, uint64_t length) {
  if (!uio || uio->count == uio->room) return -1;
  uio->vectors[uio->count++] = (struct kface_vector){base, length};
  uio->resid += (int64_t)length;
  return 0;
}
int kface_uio_getiov(struct kface_uio *uio, int index, uint64_t *base, uint64_t *length) {
  if (!uio || index < 0 || uio->at + index >= uio->count) return -1;
  if (base) *base = uio->vectors[uio->at + index].base;
  if (length) *length = uio->vectors[uio->at + index].length;
  return 0;
}
void kface_uio_update(struct kface_uio *uio, uint64_t count) {
  if (!uio || uio->at >= uio->count) return;
  struct kface_vector *vector = &uio->vectors[uio->at];
  if (count > vector->length) count = vector->length;
  vector->base += count;
  vector->length -= count;
  uio->resid -= (int64_t)count;
  uio->offset += (int64_t)count;
  while (uio->at < uio->count && uio->vectors[uio->at].length == 0) uio->at++;
}
int64_t kface_uio_resid(struct kface_uio *uio) { return uio ? uio->resid : 0; }
void kface_uio_setresid(struct kface_uio *uio, int64_t value) {
  if (uio) uio->resid = value;
}
int kface_uio_iovcnt(struct kface_uio *uio) { return uio ? uio->count - uio->at : 0; }
int64_t kface_uio_offset(struct kface_uio *uio) { return uio ? uio->offset : 0; }
void kface_uio_setoffset(struct kface_uio *uio, int64_t offset) {
  if (uio) uio->offset = offset;
}
int kface_uio_rw(struct kface_uio *uio) { return uio ? uio->direction : -1; }
void kface_uio_setrw(struct kface_uio *uio, int direction) {
  if (uio) uio->direction = direction;
}
int kface_uio_isuserspace(struct kface_uio *uio) {
  return uio && (uio->space == 0 || uio->space == 5 || uio->space == 8);
}
uint64_t kface_uio_curriovbase(struct kface_uio *uio) {
  return uio && uio->at < uio->count ? uio->vectors[uio->at].base : 0;
}
uint64_t kface_uio_curriovlen(struct kface_uio *uio) {
  return uio && uio->at < uio->count ? uio->vectors[uio->at].length : 0;
}

int kface_uiomove64(uint64_t address, int count, struct kface_uio *uio) {
  char *memory = (char *)(uintptr_t)address;
  while (count > 0 && uio->resid > 0 && uio->at < uio->count) {
    struct kface_vector *vector = &uio->vectors[uio->at];
    uint64_t step = vector->length < (uint64_t)count ? vector->length : (uint64_t)count;
    if ((uint64_t)uio->resid < step) step = (uint64_t)uio->resid;
    if (step && !vector->base) return D_EFAULT;
    void *other = (void *)(uintptr_t)vector->base;
    if (uio->direction == 0)
      memcpy(other, memory, step);
    else
      memcpy(memory, other, step);
    memory += step;
    count -= (int)step;
    if (step == 0) uio->at++;
    kface_uio_update(uio, step);
  }
  return 0;
}
int kface_uiomove(const char *address, int count, struct kface_uio *uio) {
  return kface_uiomove64((uint64_t)(uintptr_t)address, count, uio);
}

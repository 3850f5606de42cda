/* SPDX-License-Identifier: Apache-2.0
 *
 * The kernel's allocators, each under its own name and checked against its own rules.
 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

enum { NOWAIT = 1, ZERO = 4, NOFAIL = 0x8000 };

static const void *type_tag(int type) { return (const void *)(intptr_t)(type + 1); }

/* ---- OSMalloc ---- */

struct kface_tag {
  char name[64];
};

struct kface_tag *kface_OSMalloc_Tagalloc(const char *name, uint32_t flags) {
  (void)flags;
  struct kface_tag *tag = kface_allocate(sizeof *tag, KFACE_OWN, NULL, "memory tag", true, false, 0,
                                         KFACE_SITE());
  strncpy(tag->name, name ? name : "", sizeof tag->name - 1);
  return tag;
}
void kface_OSMalloc_Tagfree(struct kface_tag *tag) {
  if (tag) kface_release(tag, 0, false, KFACE_OWN, NULL, KFACE_SITE());
}
void *kface_OSMalloc(uint32_t size, struct kface_tag *tag) {
  return kface_allocate(size, KFACE_OSMALLOC, tag, NULL, false, true, 0, KFACE_SITE());
}
void *kface_OSMalloc_noblock(uint32_t size, struct kface_tag *tag) {
  return kface_allocate(size, KFACE_OSMALLOC, tag, NULL, false, true, 0, KFACE_SITE());
}
void kface_OSFree(void *address, uint32_t size, struct kface_tag *tag) {
  kface_release(address, size, true, KFACE_OSMALLOC, tag, KFACE_SITE());
}
uint32_t kface_OSMalloc_size(void *address) { return (uint32_t)kface_allocated_size(address); }

/* ---- BSD ---- */

void *kface__MALLOC(size_t size, int type, int flags) {
  if (size == 0) return NULL;
  return kface_allocate(size, KFACE_BSD, type_tag(type), NULL, flags & ZERO, true, 0, KFACE_SITE());
}
/* A file system's hash table: the largest power of two of list heads up to `count`. */
void *kface_hashinit(int count, int type, unsigned long *mask) {
  unsigned long heads = 1;
  if (count <= 0) kface_panic("hashinit: %d elements", count);
  while (heads * 2 <= (unsigned long)count) heads *= 2;
  *mask = heads - 1;
  return kface_allocate(heads * sizeof(void *), KFACE_BSD, type_tag(type), NULL, true, false, 0,
                        KFACE_SITE());
}
void kface__FREE(void *address, int type) {
  if (address) kface_release(address, 0, false, KFACE_BSD, type_tag(type), KFACE_SITE());
}
void *kface__REALLOC(void *address, size_t size, int type, int flags) {
  void *grown = kface_allocate(size, KFACE_BSD, type_tag(type), NULL, flags & ZERO, true, 0,
                               KFACE_SITE());
  if (!grown || !address) return grown;
  size_t old = kface_allocated_size(address);
  memcpy(grown, address, old < size ? old : size);
  kface_release(address, 0, false, KFACE_BSD, type_tag(type), KFACE_SITE());
  return grown;
}
void *kface__MALLOC_ZONE(size_t size, int type, int flags) {
  return kface_allocate(size, KFACE_BSD_ZONE, type_tag(type), NULL, flags & ZERO, true, 0,
                        KFACE_SITE());
}
void kface__FREE_ZONE(void *address, size_t size, int type) {
  if (address) kface_release(address, size, true, KFACE_BSD_ZONE, type_tag(type), KFACE_SITE());
}

/* ---- kalloc ---- */

void *kface_kalloc(uintptr_t size) {
  return kface_allocate(size, KFACE_KALLOC, NULL, NULL, false, true, 0, KFACE_SITE());
}
void *kface_kalloc_noblock(uintptr_t size) {
  return kface_allocate(size, KFACE_KALLOC, NULL, NULL, false, true, 0, KFACE_SITE());
}
void *kface_kalloc_flags(uintptr_t size, unsigned flags) {
  return kface_allocate(size, KFACE_KALLOC, NULL, NULL, flags & ZERO, !(flags & NOFAIL), 0,
                        KFACE_SITE());
}
void kface_kfree(void *address, uintptr_t size) {
  if (address) kface_release(address, size, true, KFACE_KALLOC, NULL, KFACE_SITE());
}
void *kface_kalloc_data(uintptr_t size, unsigned flags) {
  if (size == 0) return NULL;
  return kface_allocate(size, KFACE_KALLOC_DATA, NULL, NULL, flags & ZERO, !(flags & NOFAIL), 0,
                        KFACE_SITE());
}
void kface_kfree_data(void *address, uintptr_t size) {
  if (address) kface_release(address, size, true, KFACE_KALLOC_DATA, NULL, KFACE_SITE());
}
void kface_kfree_data_addr(void *address) {
  if (address) kface_release(address, 0, false, KFACE_KALLOC_DATA, NULL, KFACE_SITE());
}
void *kface_krealloc_data(void *address, uintptr_t old_size, uintptr_t new_size, unsigned flags) {
  void *grown = NULL;
  if (new_size) {
    grown = kface_allocate(new_size, KFACE_KALLOC_DATA, NULL, NULL, flags & ZERO,
                           !(flags & NOFAIL), 0, KFACE_SITE());
    if (!grown) return NULL;
    if (address) memcpy(grown, address, old_size < new_size ? old_size : new_size);
  }
  if (address) kface_release(address, old_size, true, KFACE_KALLOC_DATA, NULL, KFACE_SITE());
  return grown;
}
void *kface_kalloc_type(uintptr_t size, unsigned flags, const char *type) {
  if (size == 0) return NULL;
  return kface_allocate(size, KFACE_KALLOC_TYPE, NULL, type, flags & ZERO, !(flags & NOFAIL), 0,
                        KFACE_SITE());
}
void kface_kfree_type(void *address, uintptr_t size, const char *type) {
  (void)type;
  if (address) kface_release(address, size, true, KFACE_KALLOC_TYPE, NULL, KFACE_SITE());
}

/* ---- IOKit ---- */

void *kface_IOMalloc(uintptr_t size) {
  return kface_allocate(size, KFACE_IOKIT, NULL, NULL, false, true, 0, KFACE_SITE());
}
void *kface_IOMallocZero(uintptr_t size) {
  return kface_allocate(size, KFACE_IOKIT, NULL, NULL, true, true, 0, KFACE_SITE());
}
void kface_IOFree(void *address, uintptr_t size) {
  if (address) kface_release(address, size, true, KFACE_IOKIT, NULL, KFACE_SITE());
}
static size_t power_of_two(size_t alignment) {
  size_t power = sizeof(void *);
  while (power < alignment) power <<= 1;
  return power;
}
void *kface_IOMallocAligned(uintptr_t size, uintptr_t alignment) {
  return kface_allocate(size, KFACE_IOKIT_ALIGNED, NULL, NULL, false, true,
                        power_of_two(alignment), KFACE_SITE());
}
void kface_IOFreeAligned(void *address, uintptr_t size) {
  if (address) kface_release(address, size, true, KFACE_IOKIT_ALIGNED, NULL, KFACE_SITE());
}
void *kface_IOMallocContiguous(uintptr_t size, uintptr_t alignment, uint64_t *physical) {
  void *address = kface_allocate(size, KFACE_IOKIT_CONTIGUOUS, NULL, NULL, false, true,
                                 power_of_two(alignment), KFACE_SITE());
  if (physical) *physical = (uintptr_t)address;
  return address;
}
void kface_IOFreeContiguous(void *address, uintptr_t size) {
  if (address) kface_release(address, size, true, KFACE_IOKIT_CONTIGUOUS, NULL, KFACE_SITE());
}
void *kface_IOMallocPageable(uintptr_t size, uintptr_t alignment) {
  return kface_allocate(size, KFACE_IOKIT_PAGEABLE, NULL, NULL, false, true,
                        power_of_two(alignment < 4096 ? 4096 : alignment), KFACE_SITE());
}
void kface_IOFreePageable(void *address, uintptr_t size) {
  if (address) kface_release(address, size, true, KFACE_IOKIT_PAGEABLE, NULL, KFACE_SITE());
}

/* ---- zones ---- */

struct kface_zone {
  const char *name;
  size_t element;
  unsigned live;
};

static struct kface_zone *make_zone(size_t element, const char *name, void *site) {
  struct kface_zone *zone = kface_allocate(sizeof *zone, KFACE_OWN, NULL, "zone", true, false, 0,
                                           site);
  zone->name = name;
  zone->element = element;
  return zone;
}
static void *take(struct kface_zone *zone, unsigned flags, void *site) {
  void *element = kface_allocate(zone->element, KFACE_ZONE, zone, zone->name, flags & ZERO,
                                 !(flags & NOFAIL), 0, site);
  if (element) __atomic_add_fetch(&zone->live, 1, __ATOMIC_RELAXED);
  return element;
}
struct kface_zone *kface_zinit(uintptr_t size, uintptr_t most, uintptr_t chunk, const char *name) {
  (void)most, (void)chunk;
  return make_zone(size, name, KFACE_SITE());
}
struct kface_zone *kface_zone_create(const char *name, uintptr_t size, unsigned flags) {
  (void)flags;
  return make_zone(size, name, KFACE_SITE());
}
/* A zone that belongs to the kernel for good is no allocation of the client's. */
struct kface_zone *kface_lasting_zone(const char *name, uintptr_t size) {
  struct kface_zone *zone = calloc(1, sizeof *zone);
  if (!zone) abort();
  *zone = (struct kface_zone){.name = name, .element = size};
  return zone;
}
static struct kface_zone path_zone = {.name = "paths", .element = 1024 /* MAXPATHLEN */};
struct kface_zone *kface_ZV_NAMEI = &path_zone;
void kface_zdestroy(struct kface_zone *zone) {
  if (zone->live)
    kface_finding("memory", KFACE_SITE(), "zone %s destroyed with %u elements in use", zone->name,
                  zone->live);
  kface_release(zone, 0, false, KFACE_OWN, NULL, KFACE_SITE());
}
void *kface_zalloc(struct kface_zone *zone) { return take(zone, NOFAIL, KFACE_SITE()); }
void *kface_zalloc_noblock(struct kface_zone *zone) { return take(zone, NOWAIT, KFACE_SITE()); }
void *kface_zalloc_flags(struct kface_zone *zone, unsigned flags) {
  return take(zone, flags, KFACE_SITE());
}
void kface_zfree(struct kface_zone *zone, void *element) {
  __atomic_sub_fetch(&zone->live, 1, __ATOMIC_RELAXED);
  kface_release(element, zone->element, true, KFACE_ZONE, zone, KFACE_SITE());
}
void kface_zone_change(struct kface_zone *zone, unsigned item, unsigned value) {
  (void)zone, (void)item, (void)value;
}
int kface_zfill(struct kface_zone *zone, int count) {
  (void)zone;
  return count;
}

/* ---- strings ---- */

char *kface_STRDUP(const char *text, int type) {
  size_t size = strlen(text) + 1;
  char *copy = kface_allocate(size, KFACE_BSD, type_tag(type), NULL, false, true, 0, KFACE_SITE());
  return copy ? memcpy(copy, text, size) : NULL;
}
char *kface_strdup(const char *text) {
  size_t size = strlen(text) + 1;
  char *copy = kface_allocate(size, KFACE_STRING, NULL, NULL, false, true, 0, KFACE_SITE());
  return copy ? memcpy(copy, text, size) : NULL;
}

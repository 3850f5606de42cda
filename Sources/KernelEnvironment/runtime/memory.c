/* SPDX-License-Identifier: Apache-2.0
 *
 * The account of allocations: every one with its size, family, tag and call site. The memory is
 * the host's, so that a sanitizer's red zones and histories work as usual.
 */
#include "internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct record {
  struct record *next;
  void *address;
  size_t size;
  enum kface_family family;
  const void *tag;
  const char *tag_name;
  void *site;
};

enum { BUCKETS = 4096 };
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct record *buckets[BUCKETS];
static uint64_t made, freed, bytes_live, bytes_most;

static const char *const family_names[] = {
  "OSMalloc", "_MALLOC", "_MALLOC_ZONE", "kalloc", "kalloc_data", "kalloc_type",
  "IOMalloc", "IOMallocAligned", "IOMallocContiguous", "IOMallocPageable", "zalloc",
  "strdup", "environment"};

static unsigned bucket_of(const void *address) {
  return (unsigned)(((uintptr_t)address * 0x9e3779b97f4a7c15ull) >> 52) % BUCKETS;
}

void *kface_allocate(size_t size, enum kface_family family, const void *tag, const char *tag_name,
                     bool zero, bool may_fail, size_t alignment, void *site) {
  if (may_fail && kface_fault_at(KFACE_AT_ALLOC).kind == KFACE_FAIL) return NULL;
  void *address = NULL;
  if (alignment > sizeof(void *)) {
    if (posix_memalign(&address, alignment, size ? size : 1) != 0) address = NULL;
  } else {
    address = malloc(size ? size : 1);
  }
  struct record *record = malloc(sizeof *record);
  if (!address || !record) {
    free(address);
    free(record);
    if (may_fail) return NULL;
    kface_panic("the host has no %zu bytes", size);
  }
  /* Kernel memory comes as it was left; a pattern makes reliance on zeros visible. */
  memset(address, zero ? 0 : 0xa5, size);
  *record = (struct record){.address = address, .size = size, .family = family, .tag = tag,
                            .tag_name = tag_name, .site = site};
  pthread_mutex_lock(&lock);
  struct record **bucket = &buckets[bucket_of(address)];
  record->next = *bucket;
  *bucket = record;
  made++;
  bytes_live += size;
  if (bytes_live > bytes_most) bytes_most = bytes_live;
  pthread_mutex_unlock(&lock);
  return address;
}

static void check_release(const struct record *record, size_t size, bool size_known,
                          enum kface_family family, const void *tag, void *site) {
  char where[256];
  kface_site_text(record->site, where, sizeof where);
  if (record->family != family)
    kface_finding("memory", site, "%zu bytes from %s (at %s) freed as %s", record->size,
                  family_names[record->family], where, family_names[family]);
  else if (size_known && record->size != size)
    kface_finding("memory", site, "%zu bytes allocated at %s freed as %zu", record->size, where,
                  size);
  else if (record->tag != tag)
    kface_finding("memory", site, "%zu bytes allocated at %s freed with another tag or type",
                  record->size, where);
}

void kface_release(void *address, size_t size, bool size_known, enum kface_family family,
                   const void *tag, void *site) {
  pthread_mutex_lock(&lock);
  struct record **link = &buckets[bucket_of(address)];
  while (*link && (*link)->address != address) link = &(*link)->next;
  struct record *record = *link;
  if (record) {
    *link = record->next;
    freed++;
    bytes_live -= record->size;
  }
  pthread_mutex_unlock(&lock);
  if (!record) {
    kface_finding("memory", site, "%s of %p, which is not allocated", family_names[family],
                  address);
    return;
  }
  bool differs = record->family != family || (size_known && record->size != size) ||
                 record->tag != tag;
  if (differs && kface_settings.strict_size)
    check_release(record, size, size_known, family, tag, site);
  free(record);
  free(address);
}

size_t kface_allocated_size(const void *address) {
  size_t size = 0;
  pthread_mutex_lock(&lock);
  for (struct record *record = buckets[bucket_of(address)]; record; record = record->next)
    if (record->address == address) size = record->size;
  pthread_mutex_unlock(&lock);
  return size;
}

struct line {
  void *site;
  enum kface_family family;
  const char *tag_name;
  uint64_t count, bytes;
};

static int by_bytes(const void *a, const void *b) {
  const struct line *left = a, *right = b;
  return left->bytes < right->bytes ? 1 : left->bytes > right->bytes ? -1 : 0;
}

static struct line *find_line(struct line *lines, unsigned *count, unsigned room,
                              const struct record *record) {
  for (unsigned i = 0; i < *count; i++)
    if (lines[i].site == record->site && lines[i].family == record->family &&
        lines[i].tag_name == record->tag_name)
      return &lines[i];
  if (*count == room) return NULL;
  lines[*count] = (struct line){.site = record->site, .family = record->family,
                                .tag_name = record->tag_name};
  return &lines[(*count)++];
}

/* One line for each call site that still has memory, the largest first. */
unsigned kface_memory_account(void) {
  enum { LINES = 64 };
  struct line lines[LINES];
  unsigned count = 0;
  uint64_t live = 0;
  pthread_mutex_lock(&lock);
  for (unsigned b = 0; b < BUCKETS; b++)
    for (struct record *record = buckets[b]; record; record = record->next) {
      live++;
      struct line *line = find_line(lines, &count, LINES, record);
      if (!line) continue;
      line->count++;
      line->bytes += record->size;
    }
  uint64_t bytes = bytes_live, most = bytes_most, total = made;
  pthread_mutex_unlock(&lock);
  kface_line("account: %llu allocations live, %llu bytes (%llu made, %llu bytes at most)",
             (unsigned long long)live, (unsigned long long)bytes, (unsigned long long)total,
             (unsigned long long)most);
  qsort(lines, count, sizeof lines[0], by_bytes);
  for (unsigned i = 0; i < count; i++) {
    char where[256];
    kface_site_text(lines[i].site, where, sizeof where);
    kface_line("account:   %llu bytes in %llu of %s%s%s at %s",
               (unsigned long long)lines[i].bytes, (unsigned long long)lines[i].count,
               family_names[lines[i].family], lines[i].tag_name ? " " : "",
               lines[i].tag_name ? lines[i].tag_name : "", where);
  }
  return live ? 1 : 0;
}

void kface_memory_counts(uint64_t *live, uint64_t *bytes) {
  pthread_mutex_lock(&lock);
  *live = made - freed;
  *bytes = bytes_live;
  pthread_mutex_unlock(&lock);
}

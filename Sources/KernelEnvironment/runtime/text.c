/* SPDX-License-Identifier: Apache-2.0
 *
 * Strings, numbers, random values, copies.
 */
#include "internal.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>

size_t kface_strlen(const char *text) { return strlen(text); }
size_t kface_strnlen(const char *text, size_t limit) { return strnlen(text, limit); }
int kface_strcmp(const char *a, const char *b) { return strcmp(a, b); }
int kface_strncmp(const char *a, const char *b, size_t n) { return strncmp(a, b, n); }
int kface_strcasecmp(const char *a, const char *b) { return strcasecmp(a, b); }
int kface_strncasecmp(const char *a, const char *b, size_t n) { return strncasecmp(a, b, n); }
char *kface_strcpy(char *to, const char *from) { return strcpy(to, from); }
char *kface_strncpy(char *to, const char *from, size_t n) {
  size_t i = 0;
  for (; i < n && from[i]; i++) to[i] = from[i];
  for (; i < n; i++) to[i] = 0;
  return to;
}
char *kface_strcat(char *to, const char *from) { return strcat(to, from); }
char *kface_strncat(char *to, const char *from, size_t n) { return strncat(to, from, n); }
char *kface_strchr(const char *text, int c) { return strchr(text, c); }
char *kface_strrchr(const char *text, int c) { return strrchr(text, c); }
char *kface_strstr(const char *text, const char *part) { return strstr(text, part); }
char *kface_strsep(char **cursor, const char *set) { return strsep(cursor, set); }
size_t kface_strspn(const char *text, const char *set) { return strspn(text, set); }
size_t kface_strcspn(const char *text, const char *set) { return strcspn(text, set); }
int kface_strprefix(const char *text, const char *prefix) {
  return strncmp(text, prefix, strlen(prefix)) == 0;
}
size_t kface_strlcpy(char *to, const char *from, size_t room) {
  size_t length = strlen(from);
  if (room) {
    size_t taken = length < room ? length : room - 1;
    memcpy(to, from, taken);
    to[taken] = 0;
  }
  return length;
}
size_t kface_strlcat(char *to, const char *from, size_t room) {
  size_t used = strnlen(to, room);
  return used + (used < room ? kface_strlcpy(to + used, from, room - used) : strlen(from));
}
char *kface_strnstr(const char *text, const char *part, size_t limit) {
  size_t length = strlen(part);
  for (size_t i = 0; i + length <= limit; i++) {
    if (strncmp(text + i, part, length) == 0) return (char *)(uintptr_t)(text + i);
    if (!text[i]) break;
  }
  return NULL;
}
void *kface_memchr(const void *data, int value, size_t n) { return memchr(data, value, n); }
void kface_bcopy(const void *from, void *to, size_t n) { memmove(to, from, n); }
void kface_bzero(void *data, size_t n) { memset(data, 0, n); }
int kface_bcmp(const void *a, const void *b, size_t n) { return memcmp(a, b, n); }
void kface_memset_s(void *to, size_t room, int value, size_t n) {
  explicit_bzero(to, n < room ? n : room);
  memset(to, value, n < room ? n : room);
}
int kface_timingsafe_bcmp(const void *a, const void *b, size_t n) {
  const unsigned char *left = a, *right = b;
  unsigned differs = 0;
  for (size_t i = 0; i < n; i++) differs |= left[i] ^ right[i];
  return differs != 0;
}

int kface_atoi(const char *text) { return atoi(text); }
long kface_strtol(const char *text, char **end, int base) { return strtol(text, end, base); }
unsigned long kface_strtoul(const char *text, char **end, int base) {
  return strtoul(text, end, base);
}
long long kface_strtoq(const char *text, char **end, int base) { return strtoll(text, end, base); }
unsigned long long kface_strtouq(const char *text, char **end, int base) {
  return strtoull(text, end, base);
}
char *kface_itoa(int value, char *text) {
  sprintf(text, "%d", value);
  return text;
}
int kface_ffs(unsigned mask) { return __builtin_ffs((int)mask); }
int kface_ffsll(unsigned long long mask) { return __builtin_ffsll((long long)mask); }
int kface_fls(unsigned mask) { return mask ? 32 - __builtin_clz(mask) : 0; }
int kface_flsll(unsigned long long mask) { return mask ? 64 - __builtin_clzll(mask) : 0; }
void kface_qsort(void *base, size_t n, size_t size, int (*order)(const void *, const void *)) {
  qsort(base, n, size, order);
}
void *kface_bsearch(const void *key, const void *base, size_t n, size_t size,
                    int (*order)(const void *, const void *)) {
  return bsearch(key, base, n, size, order);
}

/* CRC-16 (ARC) and CRC-32 (IEEE 802.3), bit by bit. */
uint16_t kface_crc16(uint16_t crc, const void *data, size_t length) {
  const uint8_t *at = data;
  while (length--) {
    crc ^= *at++;
    for (int bit = 0; bit < 8; bit++) crc = (uint16_t)(crc >> 1 ^ (crc & 1 ? 0xa001 : 0));
  }
  return crc;
}
uint32_t kface_crc32(uint32_t crc, const void *data, size_t length) {
  const uint8_t *at = data;
  crc = ~crc;
  while (length--) {
    crc ^= *at++;
    for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
  }
  return ~crc;
}

/* ---- random: from the seed, so that a run can be repeated ---- */

static uint64_t random_state;
uint64_t kface_random64(void) {
  uint64_t step = __atomic_add_fetch(&random_state, 0x9e3779b97f4a7c15ull, __ATOMIC_RELAXED);
  uint64_t mixed = step + kface_settings.seed * 0xd1342543de82ef95ull;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ull;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebull;
  return mixed ^ (mixed >> 31);
}
uint32_t kface_random(void) { return (uint32_t)kface_random64(); }
void kface_srandom(uint32_t seed) { __atomic_store_n(&random_state, seed, __ATOMIC_RELAXED); }
void kface_read_random(void *buffer, unsigned length) {
  uint8_t *at = buffer;
  for (unsigned i = 0; i < length; i++) at[i] = (uint8_t)kface_random64();
}
int kface_write_random(void *buffer, unsigned length) {
  (void)buffer, (void)length;
  return 0;
}

/* ---- copies: one address space, so a plain copy ---- */

int kface_copyin(uint64_t from, void *to, size_t length) {
  if (!from && length) return D_EFAULT;
  memcpy(to, (const void *)(uintptr_t)from, length);
  return 0;
}
int kface_copyout(const void *from, uint64_t to, size_t length) {
  if (!to && length) return D_EFAULT;
  memcpy((void *)(uintptr_t)to, from, length);
  return 0;
}
int kface_copystr(const void *from, void *to, size_t room, size_t *done) {
  size_t length = strnlen(from, room);
  bool whole = length < room;
  size_t taken = whole ? length + 1 : room;
  memcpy(to, from, taken);
  if (done) *done = taken;
  return whole ? 0 : D_ENAMETOOLONG;
}
int kface_copyinstr(uint64_t from, void *to, size_t room, size_t *done) {
  return from ? kface_copystr((const void *)(uintptr_t)from, to, room, done) : D_EFAULT;
}
int kface_copyoutstr(const void *from, uint64_t to, size_t room, size_t *done) {
  return to ? kface_copystr(from, (void *)(uintptr_t)to, room, done) : D_EFAULT;
}
int kface_copywithin(void *from, void *to, size_t length) {
  memmove(to, from, length);
  return 0;
}
int kface_subyte(uint64_t to, int value) {
  if (!to) return -1;
  *(uint8_t *)(uintptr_t)to = (uint8_t)value;
  return 0;
}
int kface_fubyte(uint64_t from) { return from ? *(const uint8_t *)(uintptr_t)from : -1; }
int kface_useracc(uint64_t base, uint64_t length, int protection) {
  (void)length, (void)protection;
  return base != 0;
}

/* ---- text of addresses; the family is Darwin's ---- */

static int host_family(int darwin) { return darwin == 30 ? AF_INET6 : darwin; }
const char *kface_inet_ntop(int family, const void *address, char *text, uint32_t room) {
  return inet_ntop(host_family(family), address, text, room);
}
int kface_inet_pton(int family, const char *text, void *address) {
  return inet_pton(host_family(family), text, address);
}
int kface_inet_aton(const char *text, struct in_addr *address) { return inet_aton(text, address); }
char *kface_inet_ntoa(struct in_addr address) { return inet_ntoa(address); }
uint32_t kface_inet_addr(const char *text) { return inet_addr(text); }
const uint8_t kface_in6addr_any[16] __attribute__((aligned(4)));
const uint8_t kface_in6addr_loopback[16] __attribute__((aligned(4))) = {[15] = 1};

/* SPDX-License-Identifier: Apache-2.0
 *
 * The kernel's small library: strings, printing, minima, conversion of numbers.
 */
#ifndef _LIBKERN_LIBKERN_H_
#define _LIBKERN_LIBKERN_H_

#include <stdint.h>
#include <stdbool.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/types.h>
#include <mach/vm_param.h>
#include <string.h>
#include <libkern/OSByteOrder.h>

#define LIBKERN_INLINE static inline
#define LIBKERN_EXTERN extern

__BEGIN_DECLS

static inline int imax(int a, int b) { return a > b ? a : b; }
static inline int imin(int a, int b) { return a < b ? a : b; }
static inline long lmax(long a, long b) { return a > b ? a : b; }
static inline long lmin(long a, long b) { return a < b ? a : b; }
static inline u_int max(u_int a, u_int b) { return a > b ? a : b; }
static inline u_int min(u_int a, u_int b) { return a < b ? a : b; }
static inline u_int32_t ulmax(u_int32_t a, u_int32_t b) { return a > b ? a : b; }
static inline u_int32_t ulmin(u_int32_t a, u_int32_t b) { return a < b ? a : b; }

int printf(const char *format, ...) KF(printf) __printflike(1, 2);
int vprintf(const char *format, va_list arguments) KF(vprintf) __printflike(1, 0);
void kprintf(const char *format, ...) KF(kprintf) __printflike(1, 2);
int snprintf(char *text, size_t room, const char *format, ...) KF(snprintf) __printflike(3, 4);
int sprintf(char *text, const char *format, ...) KF(sprintf) __printflike(2, 3);
int vsnprintf(char *text, size_t room, const char *format, va_list arguments)
  KF(vsnprintf) __printflike(3, 0);
int vsprintf(char *text, const char *format, va_list arguments) KF(vsprintf) __printflike(2, 0);
int scnprintf(char *text, size_t room, const char *format, ...) KF(scnprintf) __printflike(3, 4);
int sscanf(const char *text, const char *format, ...) KF(sscanf) __scanflike(2, 3);

u_int32_t random(void) KF(random);
void srandom(u_int32_t seed) KF(srandom);
int ffs(unsigned int mask) KF(ffs);
int ffsll(unsigned long long mask) KF(ffsll);
int fls(unsigned int mask) KF(fls);
int flsll(unsigned long long mask) KF(flsll);
int atoi(const char *text) KF(atoi);
long strtol(const char *text, char **end, int base) KF(strtol);
u_long strtoul(const char *text, char **end, int base) KF(strtoul);
quad_t strtoq(const char *text, char **end, int base) KF(strtoq);
u_quad_t strtouq(const char *text, char **end, int base) KF(strtouq);
void qsort(void *base, size_t count, size_t size, int (*compare)(const void *, const void *))
  KF(qsort);
void *bsearch(const void *key, const void *base, size_t count, size_t size,
              int (*compare)(const void *, const void *)) KF(bsearch);
int copystr(const void *from, void *to, size_t room, size_t *done) KF(copystr);
uint16_t crc16(uint16_t crc, const void *data, size_t length) KF(crc16);
uint32_t crc32(uint32_t crc, const void *data, size_t length) KF(crc32);
char *itoa(int value, char *text) KF(itoa);
#define bcd2bin(bcd) ((((bcd) >> 4) * 10) + ((bcd) & 0x0f))
#define bin2bcd(bin) ((((bin) / 10) << 4) | ((bin) % 10))

static inline int isspace(int c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
static inline int isdigit(int c) { return c >= '0' && c <= '9'; }
static inline int isupper(int c) { return c >= 'A' && c <= 'Z'; }
static inline int islower(int c) { return c >= 'a' && c <= 'z'; }
static inline int isalpha(int c) { return isupper(c) || islower(c); }
static inline int isalnum(int c) { return isalpha(c) || isdigit(c); }
static inline int isxdigit(int c) {
  return isdigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
static inline int isprint(int c) { return c >= ' ' && c <= '~'; }
static inline int toupper(int c) { return islower(c) ? c - 'a' + 'A' : c; }
static inline int tolower(int c) { return isupper(c) ? c - 'A' + 'a' : c; }

__END_DECLS

#include <libkern/OSAtomic.h>

#endif /* _LIBKERN_LIBKERN_H_ */

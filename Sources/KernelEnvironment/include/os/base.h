/* SPDX-License-Identifier: Apache-2.0
 *
 * Attributes of the os_ interfaces.
 */
#ifndef __OS_BASE__
#define __OS_BASE__

#include <sys/cdefs.h>

#define OS_EXPORT extern
#define OS_ALWAYS_INLINE __attribute__((__always_inline__))
#define OS_NOTHROW __attribute__((__nothrow__))
#define OS_NORETURN __attribute__((__noreturn__))
#define OS_UNUSED __attribute__((__unused__))
#define OS_WARN_RESULT __attribute__((__warn_unused_result__))
#define OS_EXPECT(x, v) __builtin_expect((x), (v))
#define OS_ENUM(name, type, ...) typedef type name##_t; enum { __VA_ARGS__ }
#if defined(__has_attribute) && !defined(OS_FALLTHROUGH)
#if __has_attribute(__fallthrough__)
#define OS_FALLTHROUGH __attribute__((__fallthrough__))
#endif
#endif
#ifndef OS_FALLTHROUGH
#define OS_FALLTHROUGH
#endif
#ifndef os_likely
#define os_likely(x) __builtin_expect(!!(x), 1)
#define os_unlikely(x) __builtin_expect(!!(x), 0)
#endif

#endif /* __OS_BASE__ */

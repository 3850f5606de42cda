/* SPDX-License-Identifier: Apache-2.0
 *
 * Compiler conveniences kernel sources expect: linkage guards, attributes, identification strings.
 */
#ifndef _CDEFS_H_
#define _CDEFS_H_

#include <kface/label.h>

#if defined(__cplusplus)
#define __BEGIN_DECLS extern "C" {
#define __END_DECLS }
#else
#define __BEGIN_DECLS
#define __END_DECLS
#endif

#define __P(protos) protos
#define __CONCAT(x, y) x##y
#define __STRING(x) #x
#define __const const
#ifndef __cplusplus
#define __signed signed
#endif
#define __volatile volatile

#ifdef __cplusplus
#define __DECONST(type, value) const_cast<type>(value)
#define __improbable(x) __builtin_expect(!!(x), 0)
#define __probable(x) __builtin_expect(!!(x), 1)
#else
#define __DECONST(type, value) ((type)(__UINTPTR_TYPE__)(const void *)(value))
#define __improbable(x) __builtin_expect(!!(x), 0)
#define __probable(x) __builtin_expect(!!(x), 1)
#endif
#define __CAST_AWAY_QUALIFIER(value, qualifier, type) ((type)(__UINTPTR_TYPE__)(value))
#define __predict_true(x) __builtin_expect(!!(x), 1)
#define __predict_false(x) __builtin_expect(!!(x), 0)

#define __dead __attribute__((__noreturn__))
#define __dead2 __attribute__((__noreturn__))
#define __pure2 __attribute__((__const__))
#ifndef __pure
#define __pure __attribute__((__pure__))
#endif
/* gcc takes no attribute at the start of a K&R parameter declaration, where these sources put it;
 * what the attribute would silence is silenced at large there. */
#if defined(__clang__) || defined(__cplusplus)
#define __unused __attribute__((__unused__))
#else
#define __unused
#pragma GCC diagnostic ignored "-Wunused-variable"
#pragma GCC diagnostic ignored "-Wunused-but-set-variable"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#endif
#define __used __attribute__((__used__))
#define __cold __attribute__((__cold__))
#define __deprecated __attribute__((__deprecated__))
#define __deprecated_msg(message) __attribute__((__deprecated__(message)))
#define __unavailable
#define __kpi_deprecated(message)
#define __kpi_deprecated_arm64_macos_unavailable
#define __kpi_unavailable
#define __exported __attribute__((__visibility__("default")))
#define __exported_push
#define __exported_pop
#define __packed __attribute__((__packed__))
#define __aligned(n) __attribute__((__aligned__(n)))
#define __noinline __attribute__((__noinline__))
#define __result_use_check __attribute__((__warn_unused_result__))
#define __printflike(fmt, args) __attribute__((__format__(__printf__, fmt, args)))
#define __printf0like(fmt, args)
#define __scanflike(fmt, args) __attribute__((__format__(__scanf__, fmt, args)))
#define __alloc_size(...)
#define __restrict_arr __restrict
#ifndef __header_inline
#define __header_inline static inline
#endif
#ifndef __header_always_inline
#define __header_always_inline static inline __attribute__((__always_inline__))
#endif
#define __pragma_push
#define __pragma_pop
#define __abortlike __attribute__((__noreturn__, __cold__))
#define __not_tail_called
#define __disable_tail_calls
#define __xnu_internal
#define __enum_decl(name, type, ...) typedef enum __VA_ARGS__ name; 
#define __options_decl(name, type, ...) typedef type name; enum __VA_ARGS__
#define __container_of(ptr, type, field) \
  ((type *)(void *)((char *)(__UINTPTR_TYPE__)(ptr) - __builtin_offsetof(type, field)))

/* Darwin's compiler keyword for a symbol that other files of the same image may use. */
#ifndef __private_extern__
#define __private_extern__ extern __attribute__((__visibility__("hidden")))
#endif

/* Annotations of bounds and nullability: documentation here. */
#ifndef __clang__
#define _Nonnull
#define _Nullable
#define _Null_unspecified
#endif
#ifndef __nonnull
#define __nonnull _Nonnull
#endif
#ifndef __nullable
#define __nullable _Nullable
#endif
#ifndef __null_unspecified
#define __null_unspecified _Null_unspecified
#endif
#define __counted_by(n)
#define __sized_by(n)
#define __ended_by(p)
#define __bidi_indexable
#define __indexable
#define __single
#define __unsafe_indexable
#define __null_terminated
#define __terminated_by(x)
#define __ASSUME_PTR_ABI_SINGLE_BEGIN
#define __ASSUME_PTR_ABI_SINGLE_END

/* Identification strings are kept out of the object. */
#define __IDSTRING(name, string) \
  static const char name[] __attribute__((__unused__)) = string
#define __COPYRIGHT(s) __IDSTRING(copyright, s)
#define __RCSID(s) __IDSTRING(rcsid, s)
#define __SCCSID(s) __IDSTRING(sccsid, s)
#define __PROJECT_VERSION(s) __IDSTRING(project_version, s)
#define __FBSDID(s) __IDSTRING(fbsdid, s)

/* Symbol variants exist on one platform only. */
#define __DARWIN_ONLY_64_BIT_INO_T 1
#define __DARWIN_ONLY_UNIX_CONFORMANCE 1
#define __DARWIN_64_BIT_INO_T 1
#define __DARWIN_UNIX03 1
#define __DARWIN_ALIAS(sym)
#define __DARWIN_ALIAS_C(sym)
#define __DARWIN_ALIAS_I(sym)
#define __DARWIN_INODE64(sym)
#define __DARWIN_NULL ((void *)0)
#define __DARWIN_LITTLE_ENDIAN 1234
#define __DARWIN_BIG_ENDIAN 4321
#define __DARWIN_PDP_ENDIAN 3412
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define __DARWIN_BYTE_ORDER __DARWIN_LITTLE_ENDIAN
#else
#define __DARWIN_BYTE_ORDER __DARWIN_BIG_ENDIAN
#endif

#endif /* _CDEFS_H_ */

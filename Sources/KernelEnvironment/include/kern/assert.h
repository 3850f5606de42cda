/* SPDX-License-Identifier: Apache-2.0
 *
 * Assertions. A kernel extension is built without them, and what they say need not even compile;
 * with -DMACH_ASSERT=1 a failed one panics.
 */
#ifndef _KERN_ASSERT_H_
#define _KERN_ASSERT_H_

#include <sys/cdefs.h>

__BEGIN_DECLS
void Assert(const char *file, int line, const char *expression) KF(Assert) __dead2;
__END_DECLS

#if defined(MACH_ASSERT) && MACH_ASSERT
#define assert(expression) \
  (__builtin_expect(!!((expression)), 1) ? (void)0 : Assert(__FILE__, __LINE__, #expression))
#else
#define assert(expression) ((void)0)
#endif
#define assertf(expression, format, ...) assert(expression)
#define assert_static(expression) _Static_assert((expression), #expression)
#ifndef static_assert
#ifndef __cplusplus
#define static_assert(...) _Static_assert(__VA_ARGS__, "static assertion")
#endif
#endif

#endif /* _KERN_ASSERT_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Arithmetic that says whether it overflowed.
 */
#ifndef _OS_OVERFLOW_H
#define _OS_OVERFLOW_H

#define os_add_overflow(a, b, result) __builtin_add_overflow((a), (b), (result))
#define os_sub_overflow(a, b, result) __builtin_sub_overflow((a), (b), (result))
#define os_mul_overflow(a, b, result) __builtin_mul_overflow((a), (b), (result))
#define os_add3_overflow(a, b, c, result) \
  (__builtin_add_overflow((a), (b), (result)) | __builtin_add_overflow(*(result), (c), (result)))
#define os_mul_and_add_overflow(a, x, b, result) \
  (__builtin_mul_overflow((a), (x), (result)) | __builtin_add_overflow(*(result), (b), (result)))
#define os_convert_overflow(a, result) __builtin_add_overflow((a), 0, (result))

#endif /* _OS_OVERFLOW_H */

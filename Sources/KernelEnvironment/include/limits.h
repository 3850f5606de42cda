/* SPDX-License-Identifier: Apache-2.0
 *
 * Limits of the integer types, and of the system.
 */
#ifndef _KFACE_LIMITS_H_
#define _KFACE_LIMITS_H_

#define CHAR_BIT 8
#define SCHAR_MAX 127
#define SCHAR_MIN (-SCHAR_MAX - 1)
#define UCHAR_MAX 255
#ifdef __CHAR_UNSIGNED__
#define CHAR_MAX UCHAR_MAX
#define CHAR_MIN 0
#else
#define CHAR_MAX SCHAR_MAX
#define CHAR_MIN SCHAR_MIN
#endif
#define SHRT_MAX 32767
#define SHRT_MIN (-SHRT_MAX - 1)
#define USHRT_MAX 65535
#define INT_MAX 2147483647
#define INT_MIN (-INT_MAX - 1)
#define UINT_MAX 4294967295U
#define LONG_MAX 9223372036854775807L
#define LONG_MIN (-LONG_MAX - 1)
#define ULONG_MAX 18446744073709551615UL
#define LLONG_MAX 9223372036854775807LL
#define LLONG_MIN (-LLONG_MAX - 1)
#define ULLONG_MAX 18446744073709551615ULL
#define QUAD_MAX LLONG_MAX
#define QUAD_MIN LLONG_MIN
#define UQUAD_MAX ULLONG_MAX
#define SSIZE_MAX LONG_MAX
#define SIZE_T_MAX ULONG_MAX
#define MB_LEN_MAX 1

#include <sys/syslimits.h>

#endif /* _KFACE_LIMITS_H_ */

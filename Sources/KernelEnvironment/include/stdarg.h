/* SPDX-License-Identifier: Apache-2.0
 *
 * Variable arguments, from the compiler.
 */
#ifndef _KFACE_STDARG_H_
#define _KFACE_STDARG_H_

#ifndef _VA_LIST_DEFINED
#define _VA_LIST_DEFINED
typedef __builtin_va_list va_list;
#endif
typedef __builtin_va_list __gnuc_va_list;
#define va_start(list, last) __builtin_va_start(list, last)
#define va_end(list) __builtin_va_end(list)
#define va_arg(list, type) __builtin_va_arg(list, type)
#define va_copy(to, from) __builtin_va_copy(to, from)
#define __va_copy(to, from) __builtin_va_copy(to, from)

#endif /* _KFACE_STDARG_H_ */

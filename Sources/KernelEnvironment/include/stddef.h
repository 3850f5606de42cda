/* SPDX-License-Identifier: Apache-2.0
 *
 * Standard definitions, from the compiler.
 */
#ifndef _KFACE_STDDEF_H_
#define _KFACE_STDDEF_H_

#include <machine/types.h>

typedef __PTRDIFF_TYPE__ ptrdiff_t;
#ifndef __cplusplus
typedef __WCHAR_TYPE__ wchar_t;
#endif
#ifndef offsetof
#define offsetof(type, field) __builtin_offsetof(type, field)
#endif

#endif /* _KFACE_STDDEF_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * A pointer to a kernel object, as interfaces of any release spell it: here a plain one.
 */
#ifndef _LIBKERN_OSPTR_H
#define _LIBKERN_OSPTR_H

#include <libkern/c++/OSObject.h>

#if defined(__cplusplus) && __cplusplus >= 201103L

template <typename T>
using OSPtr = T *;

#endif /* __cplusplus */

#endif /* _LIBKERN_OSPTR_H */

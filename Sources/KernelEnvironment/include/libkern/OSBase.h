/* SPDX-License-Identifier: Apache-2.0
 *
 * Inlining and linkage of libkern.
 */
#ifndef _OS_OSBASE_H
#define _OS_OSBASE_H

#include <sys/cdefs.h>
#include <libkern/OSTypes.h>
#include <libkern/OSByteOrder.h>

#define OS_INLINE static inline
#ifndef TRUE
#define TRUE 1
#define FALSE 0
#endif

#endif /* _OS_OSBASE_H */

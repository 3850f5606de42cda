/* SPDX-License-Identifier: Apache-2.0
 *
 * Transfers are opaque.
 */
#ifndef _KFACE_SYS_UIO_INTERNAL_H_
#define _KFACE_SYS_UIO_INTERNAL_H_

#include <sys/uio.h>

#endif /* _KFACE_SYS_UIO_INTERNAL_H_ */

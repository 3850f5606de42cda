/* SPDX-License-Identifier: Apache-2.0
 *
 * String buffers are not part of the environment.
 */
#ifndef _KFACE_SYS_SBUF_H_
#define _KFACE_SYS_SBUF_H_

#include <sys/types.h>

#endif /* _KFACE_SYS_SBUF_H_ */

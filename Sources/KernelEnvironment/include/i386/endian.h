/* SPDX-License-Identifier: Apache-2.0
 *
 * The machine's byte order.
 */
#ifndef _KFACE_I386_ENDIAN_H_
#define _KFACE_I386_ENDIAN_H_

#include <machine/endian.h>

#endif /* _KFACE_I386_ENDIAN_H_ */

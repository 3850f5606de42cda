/* SPDX-License-Identifier: Apache-2.0
 *
 * Byte order.
 */
#ifndef _KFACE_SYS__ENDIAN_H_
#define _KFACE_SYS__ENDIAN_H_

#include <machine/endian.h>

#endif /* _KFACE_SYS__ENDIAN_H_ */

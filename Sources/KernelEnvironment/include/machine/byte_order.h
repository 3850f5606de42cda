/* SPDX-License-Identifier: Apache-2.0
 *
 * Byte order.
 */
#ifndef _KFACE_MACHINE_BYTE_ORDER_H_
#define _KFACE_MACHINE_BYTE_ORDER_H_

#include <machine/endian.h>
#include <libkern/OSByteOrder.h>

#endif /* _KFACE_MACHINE_BYTE_ORDER_H_ */

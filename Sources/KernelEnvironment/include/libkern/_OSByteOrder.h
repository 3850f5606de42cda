/* SPDX-License-Identifier: Apache-2.0
 *
 * Byte order.
 */
#ifndef _KFACE_LIBKERN__OSBYTEORDER_H_
#define _KFACE_LIBKERN__OSBYTEORDER_H_

#include <libkern/OSByteOrder.h>

#endif /* _KFACE_LIBKERN__OSBYTEORDER_H_ */

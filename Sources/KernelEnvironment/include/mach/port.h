/* SPDX-License-Identifier: Apache-2.0
 *
 * Ports are opaque.
 */
#ifndef _KFACE_MACH_PORT_H_
#define _KFACE_MACH_PORT_H_

#include <mach/mach_types.h>

#endif /* _KFACE_MACH_PORT_H_ */

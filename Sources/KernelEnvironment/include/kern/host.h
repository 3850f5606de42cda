/* SPDX-License-Identifier: Apache-2.0
 *
 * The host is opaque.
 */
#ifndef _KFACE_KERN_HOST_H_
#define _KFACE_KERN_HOST_H_

#include <mach/mach_types.h>

#endif /* _KFACE_KERN_HOST_H_ */

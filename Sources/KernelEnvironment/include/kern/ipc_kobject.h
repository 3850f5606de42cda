/* SPDX-License-Identifier: Apache-2.0
 *
 * Ports are opaque.
 */
#ifndef _KFACE_KERN_IPC_KOBJECT_H_
#define _KFACE_KERN_IPC_KOBJECT_H_

#include <mach/mach_types.h>

#endif /* _KFACE_KERN_IPC_KOBJECT_H_ */

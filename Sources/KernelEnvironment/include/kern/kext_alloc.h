/* SPDX-License-Identifier: Apache-2.0
 *
 * Memory of modules.
 */
#ifndef _KFACE_KERN_KEXT_ALLOC_H_
#define _KFACE_KERN_KEXT_ALLOC_H_

#include <mach/vm_types.h>

#endif /* _KFACE_KERN_KEXT_ALLOC_H_ */

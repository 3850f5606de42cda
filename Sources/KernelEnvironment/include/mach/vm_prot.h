/* SPDX-License-Identifier: Apache-2.0
 *
 * Protection of pages.
 */
#ifndef _KFACE_MACH_VM_PROT_H_
#define _KFACE_MACH_VM_PROT_H_

#include <mach/vm_types.h>

#endif /* _KFACE_MACH_VM_PROT_H_ */

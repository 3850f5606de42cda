/* SPDX-License-Identifier: Apache-2.0
 *
 * Pages.
 */
#ifndef _KFACE_MACH_MACHINE_VM_PARAM_H_
#define _KFACE_MACH_MACHINE_VM_PARAM_H_

#include <mach/vm_param.h>

#endif /* _KFACE_MACH_MACHINE_VM_PARAM_H_ */

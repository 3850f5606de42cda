/* SPDX-License-Identifier: Apache-2.0
 *
 * Kernel variables.
 */
#ifndef _KFACE_SYS_KERNEL_INTERNAL_H_
#define _KFACE_SYS_KERNEL_INTERNAL_H_

#include <sys/kernel.h>

#endif /* _KFACE_SYS_KERNEL_INTERNAL_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * The unified buffer cache is not part of the environment.
 */
#ifndef _KFACE_SYS_UBC_H_
#define _KFACE_SYS_UBC_H_

#include <sys/types.h>
#include <sys/kernel_types.h>
#include <sys/vnode.h>

#endif /* _KFACE_SYS_UBC_H_ */

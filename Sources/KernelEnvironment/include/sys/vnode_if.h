/* SPDX-License-Identifier: Apache-2.0
 *
 * Operations of file systems are beyond the environment.
 */
#ifndef _KFACE_SYS_VNODE_IF_H_
#define _KFACE_SYS_VNODE_IF_H_

#include <sys/vnode.h>

#endif /* _KFACE_SYS_VNODE_IF_H_ */

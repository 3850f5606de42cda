/* SPDX-License-Identifier: Apache-2.0
 *
 * Vnodes are opaque.
 */
#ifndef _KFACE_SYS_VNODE_INTERNAL_H_
#define _KFACE_SYS_VNODE_INTERNAL_H_

#include <sys/vnode.h>

#endif /* _KFACE_SYS_VNODE_INTERNAL_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Special files are not part of the environment.
 */
#ifndef _KFACE_MISCFS_SPECFS_SPECDEV_H_
#define _KFACE_MISCFS_SPECFS_SPECDEV_H_

#include <sys/vnode.h>

#endif /* _KFACE_MISCFS_SPECFS_SPECDEV_H_ */

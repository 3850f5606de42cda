/* SPDX-License-Identifier: Apache-2.0
 *
 * Mounts are opaque.
 */
#ifndef _KFACE_SYS_MOUNT_INTERNAL_H_
#define _KFACE_SYS_MOUNT_INTERNAL_H_

#include <sys/mount.h>

#endif /* _KFACE_SYS_MOUNT_INTERNAL_H_ */

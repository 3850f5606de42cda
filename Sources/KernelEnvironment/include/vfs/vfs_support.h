/* SPDX-License-Identifier: Apache-2.0
 *
 * What a file system's default operations are written with. The defaults themselves are not there.
 */
#ifndef _VFS_VFS_SUPPORT_H_
#define _VFS_VFS_SUPPORT_H_

#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/proc.h>
#include <sys/conf.h>
#include <sys/mount.h>
#include <sys/vnode.h>
#include <sys/vnode_if.h>
#include <sys/malloc.h>
#include <sys/dirent.h>

#endif /* _VFS_VFS_SUPPORT_H_ */

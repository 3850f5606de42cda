/* SPDX-License-Identifier: Apache-2.0
 *
 * Looking names up does not happen here; the record is in sys/vnode.h.
 */
#ifndef _SYS_NAMEI_H_
#define _SYS_NAMEI_H_

#include <sys/appleapiopts.h>
#include <sys/queue.h>
#include <sys/uio.h>
#include <sys/vnode.h>

#define NOCACHE 0x00000020
#define ISLASTCN 0x00008000
#define MAKEENTRY 0x00004000

#endif /* _SYS_NAMEI_H_ */

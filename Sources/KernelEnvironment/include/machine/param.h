/* SPDX-License-Identifier: Apache-2.0
 *
 * Sizes of the machine and of message buffers.
 */
#ifndef _MACHINE_PARAM_H_
#define _MACHINE_PARAM_H_

#include <machine/types.h>

#define ALIGNBYTES (sizeof(__int32_t) - 1)
#define ALIGN(p) ((__UINTPTR_TYPE__)((char *)(__UINTPTR_TYPE__)(p) + ALIGNBYTES) & ~ALIGNBYTES)
#define __DARWIN_ALIGNBYTES ALIGNBYTES
#define __DARWIN_ALIGN(p) ALIGN(p)

#define NBPG 4096
#define PGOFSET (NBPG - 1)
#define PGSHIFT 12
#define DEV_BSIZE 512
#define DEV_BSHIFT 9
#define BLKDEV_IOSIZE 2048
#define MAXPHYS (128 * 1024)
#define CLSIZE 1
#define CLSIZELOG2 0

#define MSIZESHIFT 8
#define MSIZE (1 << MSIZESHIFT)
#define MCLSHIFT 11
#define MCLBYTES (1 << MCLSHIFT)
#define MBIGCLSHIFT 12
#define MBIGCLBYTES (1 << MBIGCLSHIFT)
#define M16KCLSHIFT 14
#define M16KCLBYTES (1 << M16KCLSHIFT)
#define MCLOFSET (MCLBYTES - 1)

#define ctod(x) ((x) << (PGSHIFT - DEV_BSHIFT))
#define dtoc(x) ((x) >> (PGSHIFT - DEV_BSHIFT))
#define dtob(x) ((x) << DEV_BSHIFT)
#define btodb(bytes, block) ((unsigned)(bytes) / (block))
#define dbtob(blocks, block) ((unsigned)(blocks) * (block))

#endif /* _MACHINE_PARAM_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Buffers of a device, opaque. Nothing behind the calls here: a build names them as missing.
 */
#ifndef _SYS_BUF_H_
#define _SYS_BUF_H_

#include <sys/cdefs.h>
#include <sys/kernel_types.h>

#define B_WRITE 0x00000000
#define B_READ 0x00000001
#define B_ASYNC 0x00000002
#define B_NOCACHE 0x00000004
#define B_DELWRI 0x00000008
#define B_LOCKED 0x00000010
#define B_PHYS 0x00000020
#define B_CLUSTER 0x00000040
#define B_PAGEIO 0x00000080
#define B_META 0x00000100
#define B_RAW 0x00000200
#define B_FUA 0x00000400

__BEGIN_DECLS
int32_t buf_flags(buf_t bp);
void buf_setflags(buf_t bp, int32_t flags);
void buf_clearflags(buf_t bp, int32_t flags);
errno_t buf_error(buf_t bp);
void buf_seterror(buf_t bp, errno_t error);
uint32_t buf_count(buf_t bp);
void buf_setcount(buf_t bp, uint32_t count);
uint32_t buf_size(buf_t bp);
uint32_t buf_resid(buf_t bp);
void buf_setresid(buf_t bp, uint32_t resid);
daddr64_t buf_blkno(buf_t bp);
daddr64_t buf_lblkno(buf_t bp);
void buf_setblkno(buf_t bp, daddr64_t number);
dev_t buf_device(buf_t bp);
vnode_t buf_vnode(buf_t bp);
uintptr_t buf_dataptr(buf_t bp);
errno_t buf_map(buf_t bp, caddr_t *address);
errno_t buf_unmap(buf_t bp);
void *buf_drvdata(buf_t bp);
void buf_setdrvdata(buf_t bp, void *data);
proc_t buf_proc(buf_t bp);
upl_t buf_upl(buf_t bp);
uint32_t buf_uploffset(buf_t bp);
void buf_biodone(buf_t bp);
errno_t buf_biowait(buf_t bp);
errno_t buf_bwrite(buf_t bp);
errno_t buf_bawrite(buf_t bp);
errno_t buf_bdwrite(buf_t bp);
void buf_brelse(buf_t bp);
void buf_clear(buf_t bp);
errno_t buf_strategy(vnode_t device, void *arguments);
__END_DECLS

#endif /* _SYS_BUF_H_ */

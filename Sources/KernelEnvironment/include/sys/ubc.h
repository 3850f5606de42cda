/* SPDX-License-Identifier: Apache-2.0
 *
 * Pages of files. Nothing behind the calls here: a build names them as missing.
 */
#ifndef _SYS_UBC_H_
#define _SYS_UBC_H_

#include <sys/appleapiopts.h>
#include <sys/cdefs.h>
#include <sys/types.h>
#include <sys/kernel_types.h>
#include <sys/vnode.h>
#include <mach/vm_types.h>

typedef struct upl_page_info upl_page_info_t;
typedef uint32_t upl_size_t;
typedef uint32_t upl_offset_t;

#define UBC_PUSHDIRTY 0x01
#define UBC_PUSHALL 0x02
#define UBC_INVALIDATE 0x04
#define UBC_SYNC 0x08
#define UPL_FLAGS_NONE 0x00000000
#define UPL_IOSYNC 0x1
#define UPL_NOCOMMIT 0x2
#define UPL_NORDAHEAD 0x4
#define UPL_ABORT_RESTART 0x1
#define UPL_ABORT_UNAVAILABLE 0x2
#define UPL_ABORT_ERROR 0x4
#define UPL_ABORT_FREE_ON_EMPTY 0x8
#define UPL_ABORT_DUMP_PAGES 0x10
#define UPL_COMMIT_FREE_ON_EMPTY 0x1
#define UPL_COMMIT_CLEAR_DIRTY 0x2
#define UPL_COMMIT_SET_DIRTY 0x4
#define UPL_COMMIT_INACTIVATE 0x8
#define UPL_GET_INTERNAL_PAGE_LIST(upl) \
  ((upl_page_info_t *)(void *)((char *)(upl) + sizeof(struct upl *)))

__BEGIN_DECLS
off_t ubc_getsize(vnode_t vp);
int ubc_setsize(vnode_t vp, off_t size);
kauth_cred_t ubc_getcred(vnode_t vp);
errno_t ubc_msync(vnode_t vp, off_t from, off_t to, off_t *resid, int flags);
int ubc_pages_resident(vnode_t vp);
int ubc_page_op(vnode_t vp, off_t offset, int ops, uint32_t *phys, int *flags);
kern_return_t ubc_create_upl(vnode_t vp, off_t offset, int size, upl_t *upl,
                             upl_page_info_t **pages, int flags);
kern_return_t ubc_upl_map(upl_t upl, vm_offset_t *address);
kern_return_t ubc_upl_unmap(upl_t upl);
kern_return_t ubc_upl_commit(upl_t upl);
kern_return_t ubc_upl_commit_range(upl_t upl, upl_offset_t offset, upl_size_t size, int flags);
kern_return_t ubc_upl_abort(upl_t upl, int type);
kern_return_t ubc_upl_abort_range(upl_t upl, upl_offset_t offset, upl_size_t size, int flags);
upl_page_info_t *ubc_upl_pageinfo(upl_t upl);
int is_file_clean(vnode_t vp, off_t size);

/* Pages and buffers between a file and its device. */
struct buf;
int advisory_read(vnode_t vp, off_t size, off_t offset, int length);
int cluster_read(vnode_t vp, struct uio *uio, off_t size, int flags);
int cluster_write(vnode_t vp, struct uio *uio, off_t old_size, off_t new_size, off_t head,
                  off_t tail, int flags);
int cluster_push(vnode_t vp, int flags);
int cluster_pagein(vnode_t vp, upl_t upl, upl_offset_t upl_offset, off_t offset, int size,
                   off_t file_size, int flags);
int cluster_pageout(vnode_t vp, upl_t upl, upl_offset_t upl_offset, off_t offset, int size,
                    off_t file_size, int flags);
int cluster_copy_upl_data(struct uio *uio, upl_t upl, int upl_offset, int *resid);
__END_DECLS

#endif /* _SYS_UBC_H_ */

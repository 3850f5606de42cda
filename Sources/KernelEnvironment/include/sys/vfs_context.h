/* SPDX-License-Identifier: Apache-2.0
 *
 * The thread and credential on whose behalf a file system acts.
 */
#ifndef _SYS_VFS_CONTEXT_H_
#define _SYS_VFS_CONTEXT_H_

#include <sys/kernel_types.h>

__BEGIN_DECLS
vfs_context_t vfs_context_current(void) KF(vfs_context_current);
vfs_context_t vfs_context_kernel(void) KF(vfs_context_kernel);
vfs_context_t vfs_context_create(vfs_context_t context) KF(vfs_context_create);
int vfs_context_rele(vfs_context_t context) KF(vfs_context_rele);
proc_t vfs_context_proc(vfs_context_t context) KF(vfs_context_proc);
kauth_cred_t vfs_context_ucred(vfs_context_t context) KF(vfs_context_ucred);
thread_t vfs_context_thread(vfs_context_t context) KF(vfs_context_thread);
int vfs_context_pid(vfs_context_t context) KF(vfs_context_pid);
int vfs_context_is64bit(vfs_context_t context) KF(vfs_context_is64bit);
int vfs_context_suser(vfs_context_t context) KF(vfs_context_suser);
int vfs_context_issignal(vfs_context_t context, sigset_t mask) KF(vfs_context_issignal);
int vfs_context_issuser(vfs_context_t context) KF(vfs_context_issuser);
__END_DECLS

#endif /* _SYS_VFS_CONTEXT_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Descriptors of the process.
 */
#ifndef _SYS_FILE_H_
#define _SYS_FILE_H_

#include <sys/appleapiopts.h>
#include <sys/fcntl.h>
#include <sys/unistd.h>
#include <sys/queue.h>
#include <sys/cdefs.h>
#include <sys/kernel_types.h>

__BEGIN_DECLS
errno_t file_socket(int fd, socket_t *so) KF(file_socket);
int file_vnode(int fd, vnode_t *vnode) KF(file_vnode);
int file_flags(int fd, int *flags) KF(file_flags);
int file_drop(int fd) KF(file_drop);
__END_DECLS

#endif /* _SYS_FILE_H_ */

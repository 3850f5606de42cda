/* SPDX-License-Identifier: Apache-2.0
 *
 * System calls are the host's.
 */
#ifndef _KFACE_SYS_SYSCALL_H_
#define _KFACE_SYS_SYSCALL_H_

#include <sys/appleapiopts.h>

#endif /* _KFACE_SYS_SYSCALL_H_ */

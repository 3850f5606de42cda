/* SPDX-License-Identifier: Apache-2.0
 *
 * Block buffers are opaque and nobody makes one.
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

#endif /* _SYS_BUF_H_ */

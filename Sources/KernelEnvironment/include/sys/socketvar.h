/* SPDX-License-Identifier: Apache-2.0
 *
 * Sockets are opaque: their state is asked for through sys/kpi_socket.h.
 */
#ifndef _SYS_SOCKETVAR_H_
#define _SYS_SOCKETVAR_H_

#include <sys/appleapiopts.h>
#include <sys/queue.h>
#include <sys/select.h>
#include <sys/types.h>
#include <sys/kernel_types.h>
#include <sys/kpi_socket.h>
#include <kern/locks.h>

#define SS_NOFDREF 0x0001
#define SS_ISCONNECTED 0x0002
#define SS_ISCONNECTING 0x0004
#define SS_ISDISCONNECTING 0x0008
#define SS_CANTSENDMORE 0x0010
#define SS_CANTRCVMORE 0x0020
#define SS_PRIV 0x0080
#define SS_NBIO 0x0100
#define SS_ASYNC 0x0200
#define SB_MAX (8192 * 1024)

#endif /* _SYS_SOCKETVAR_H_ */

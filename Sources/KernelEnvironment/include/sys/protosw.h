/* SPDX-License-Identifier: Apache-2.0
 *
 * Flags and requests of protocols.
 */
#ifndef _SYS_PROTOSW_H_
#define _SYS_PROTOSW_H_

#include <sys/appleapiopts.h>
#include <sys/cdefs.h>

#define PR_ATOMIC 0x01
#define PR_ADDR 0x02
#define PR_CONNREQUIRED 0x04
#define PR_WANTRCVD 0x08
#define PR_RIGHTS 0x10
#define PRU_ATTACH 0
#define PRU_DETACH 1
#define PRU_BIND 2
#define PRU_LISTEN 3
#define PRU_CONNECT 4
#define PRC_IFDOWN 0
#define PRC_HOSTDEAD 6
#define PRC_UNREACH_NET 8

struct domain;
struct protosw;

#endif /* _SYS_PROTOSW_H_ */

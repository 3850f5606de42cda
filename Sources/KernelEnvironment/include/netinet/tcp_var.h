/* SPDX-License-Identifier: Apache-2.0
 *
 * TCP control blocks are the host's; nothing of them is visible.
 */
#ifndef _KFACE_NETINET_TCP_VAR_H_
#define _KFACE_NETINET_TCP_VAR_H_

#include <netinet/tcp.h>
#include <netinet/ip_var.h>

#endif /* _KFACE_NETINET_TCP_VAR_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * TCP behind IP.
 */
#ifndef _KFACE_NETINET_TCPIP_H_
#define _KFACE_NETINET_TCPIP_H_

#include <netinet/ip_var.h>
#include <netinet/tcp.h>

#endif /* _KFACE_NETINET_TCPIP_H_ */

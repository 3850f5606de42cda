/* SPDX-License-Identifier: Apache-2.0
 *
 * UDP's header behind its IP overlay.
 */
#ifndef _NETINET_UDP_VAR_H_
#define _NETINET_UDP_VAR_H_

#include <netinet/ip_var.h>
#include <netinet/udp.h>

struct udpiphdr {
  struct ipovly ui_i;
  struct udphdr ui_u;
};

#endif /* _NETINET_UDP_VAR_H_ */

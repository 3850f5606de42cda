/* SPDX-License-Identifier: Apache-2.0
 *
 * UDP: header and socket options.
 */
#ifndef _NETINET_UDP_H_
#define _NETINET_UDP_H_

#include <sys/types.h>
#include <sys/appleapiopts.h>

struct udphdr {
  u_short uh_sport;
  u_short uh_dport;
  u_short uh_ulen;
  u_short uh_sum;
};

#define UDP_NOCKSUM 0x01
#define UDP_KEEPALIVE_OFFLOAD 0x02

#endif /* _NETINET_UDP_H_ */

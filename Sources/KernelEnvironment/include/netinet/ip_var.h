/* SPDX-License-Identifier: Apache-2.0
 *
 * The overlay of the IP header that checksums run over.
 */
#ifndef _NETINET_IP_VAR_H_
#define _NETINET_IP_VAR_H_

#include <sys/types.h>
#include <netinet/in.h>
#include <netinet/ip.h>

struct ipovly {
  u_char ih_x1[9];
  u_char ih_pr;
  u_short ih_len;
  struct in_addr ih_src;
  struct in_addr ih_dst;
};

#endif /* _NETINET_IP_VAR_H_ */

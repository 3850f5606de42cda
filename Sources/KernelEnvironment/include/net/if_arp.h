/* SPDX-License-Identifier: Apache-2.0
 *
 * Address resolution packets.
 */
#ifndef _NET_IF_ARP_H_
#define _NET_IF_ARP_H_

#include <sys/types.h>
#include <netinet/in.h>

struct arphdr {
  u_short ar_hrd;
  u_short ar_pro;
  u_char ar_hln;
  u_char ar_pln;
  u_short ar_op;
};
#define ARPHRD_ETHER 1
#define ARPOP_REQUEST 1
#define ARPOP_REPLY 2

#endif /* _NET_IF_ARP_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * The IP header, version 4.
 */
#ifndef _NETINET_IP_H_
#define _NETINET_IP_H_

#include <sys/types.h>
#include <netinet/in.h>
#include <netinet/in_systm.h>

#define IPVERSION 4

struct ip {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  u_int ip_hl : 4, ip_v : 4;
#else
  u_int ip_v : 4, ip_hl : 4;
#endif
  u_char ip_tos;
  u_short ip_len;
  u_short ip_id;
  u_short ip_off;
#define IP_RF 0x8000
#define IP_DF 0x4000
#define IP_MF 0x2000
#define IP_OFFMASK 0x1fff
  u_char ip_ttl;
  u_char ip_p;
  u_short ip_sum;
  struct in_addr ip_src, ip_dst;
};

#define IP_MAXPACKET 65535
#define IPTOS_LOWDELAY 0x10
#define IPTOS_THROUGHPUT 0x08
#define IPTOS_RELIABILITY 0x04
#define IPTOS_MINCOST 0x02
#define IPTOS_PREC_INTERNETCONTROL 0xc0
#define MAXTTL 255
#define IPDEFTTL 64
#define IPFRAGTTL 30
#define IP_MSS 576

#endif /* _NETINET_IP_H_ */

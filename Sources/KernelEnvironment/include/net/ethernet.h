/* SPDX-License-Identifier: Apache-2.0
 *
 * Ethernet frames.
 */
#ifndef _NET_ETHERNET_H_
#define _NET_ETHERNET_H_

#include <sys/types.h>

#define ETHER_ADDR_LEN 6
#define ETHER_TYPE_LEN 2
#define ETHER_CRC_LEN 4
#define ETHER_HDR_LEN (ETHER_ADDR_LEN * 2 + ETHER_TYPE_LEN)
#define ETHER_MIN_LEN 64
#define ETHER_MAX_LEN 1518
#define ETHERMTU 1500
#define ETHERTYPE_PUP 0x0200
#define ETHERTYPE_IP 0x0800
#define ETHERTYPE_ARP 0x0806
#define ETHERTYPE_VLAN 0x8100
#define ETHERTYPE_IPV6 0x86dd

typedef struct ether_header {
  u_char ether_dhost[ETHER_ADDR_LEN];
  u_char ether_shost[ETHER_ADDR_LEN];
  u_short ether_type;
} ether_header_t;

typedef struct ether_addr {
  u_char octet[ETHER_ADDR_LEN];
} ether_addr_t;

#define ETHER_IS_MULTICAST(address) (*(const u_char *)(address) & 0x01)

#endif /* _NET_ETHERNET_H_ */

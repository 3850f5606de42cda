/* SPDX-License-Identifier: Apache-2.0
 *
 * Internet addresses and options, version 6. Comes with netinet/in.h; the family is 30.
 */
#include <netinet/in.h> /* which brings this header at its end */

#ifndef _NETINET6_IN6_H_
#define _NETINET6_IN6_H_

struct in6_addr {
  union {
    __uint8_t __u6_addr8[16];
    __uint16_t __u6_addr16[8];
    __uint32_t __u6_addr32[4];
  } __u6_addr;
};
#define s6_addr __u6_addr.__u6_addr8
#define s6_addr8 __u6_addr.__u6_addr8
#define s6_addr16 __u6_addr.__u6_addr16
#define s6_addr32 __u6_addr.__u6_addr32

#define INET6_ADDRSTRLEN 46
#define MAX_IPv6_STR_LEN 64
#define SIN6_LEN

struct sockaddr_in6 {
  __uint8_t sin6_len;
  sa_family_t sin6_family;
  in_port_t sin6_port;
  __uint32_t sin6_flowinfo;
  struct in6_addr sin6_addr;
  __uint32_t sin6_scope_id;
};

#define IN6ADDR_ANY_INIT { { { 0 } } }
#define IN6ADDR_LOOPBACK_INIT { { { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 } } }
__BEGIN_DECLS
extern const struct in6_addr in6addr_any KF(in6addr_any);
extern const struct in6_addr in6addr_loopback KF(in6addr_loopback);
__END_DECLS

#define IN6_ARE_ADDR_EQUAL(a, b) (__builtin_memcmp((a), (b), sizeof(struct in6_addr)) == 0)
#define IN6_IS_ADDR_UNSPECIFIED(a)                                                         \
  ((a)->s6_addr32[0] == 0 && (a)->s6_addr32[1] == 0 && (a)->s6_addr32[2] == 0 &&           \
   (a)->s6_addr32[3] == 0)
#define IN6_IS_ADDR_LOOPBACK(a)                                                            \
  ((a)->s6_addr32[0] == 0 && (a)->s6_addr32[1] == 0 && (a)->s6_addr32[2] == 0 &&           \
   (a)->s6_addr32[3] == ntohl(1))
#define IN6_IS_ADDR_V4COMPAT(a)                                                            \
  ((a)->s6_addr32[0] == 0 && (a)->s6_addr32[1] == 0 && (a)->s6_addr32[2] == 0 &&           \
   (a)->s6_addr32[3] != 0 && (a)->s6_addr32[3] != ntohl(1))
#define IN6_IS_ADDR_V4MAPPED(a)                                                            \
  ((a)->s6_addr32[0] == 0 && (a)->s6_addr32[1] == 0 && (a)->s6_addr32[2] == ntohl(0xffff))
#define IN6_IS_ADDR_LINKLOCAL(a) ((a)->s6_addr[0] == 0xfe && ((a)->s6_addr[1] & 0xc0) == 0x80)
#define IN6_IS_ADDR_SITELOCAL(a) ((a)->s6_addr[0] == 0xfe && ((a)->s6_addr[1] & 0xc0) == 0xc0)
#define IN6_IS_ADDR_MULTICAST(a) ((a)->s6_addr[0] == 0xff)
#define IN6_IS_ADDR_MC_LINKLOCAL(a) \
  (IN6_IS_ADDR_MULTICAST(a) && ((a)->s6_addr[1] & 0x0f) == 0x02)

#define IPV6_UNICAST_HOPS 4
#define IPV6_MULTICAST_IF 9
#define IPV6_MULTICAST_HOPS 10
#define IPV6_MULTICAST_LOOP 11
#define IPV6_JOIN_GROUP 12
#define IPV6_LEAVE_GROUP 13
#define IPV6_PORTRANGE 14
#define ICMP6_FILTER 18
#define IPV6_2292PKTINFO 19
#define IPV6_2292HOPLIMIT 20
#define IPV6_2292NEXTHOP 21
#define IPV6_2292HOPOPTS 22
#define IPV6_2292DSTOPTS 23
#define IPV6_2292RTHDR 24
#define IPV6_2292PKTOPTIONS 25
#define IPV6_CHECKSUM 26
#define IPV6_V6ONLY 27
#define IPV6_BINDV6ONLY IPV6_V6ONLY
#define IPV6_IPSEC_POLICY 28
#define IPV6_RECVTCLASS 35
#define IPV6_TCLASS 36
#define IPV6_3542PKTINFO 46
#define IPV6_3542RECVPKTINFO 61
#define IPV6_PKTINFO IPV6_3542PKTINFO
#define IPV6_RECVPKTINFO IPV6_3542RECVPKTINFO
#define IPV6_BOUND_IF 125
#define IPV6_PORTRANGE_DEFAULT 0
#define IPV6_PORTRANGE_HIGH 1
#define IPV6_PORTRANGE_LOW 2
#define IPV6_DEFHLIM 64

struct ipv6_mreq {
  struct in6_addr ipv6mr_multiaddr;
  unsigned int ipv6mr_interface;
};

struct in6_pktinfo {
  struct in6_addr ipi6_addr;
  unsigned int ipi6_ifindex;
};

#define satosin6(sa) ((struct sockaddr_in6 *)(void *)(sa))
#define sin6tosa(sin6) ((struct sockaddr *)(void *)(sin6))
#define SIN6(s) ((struct sockaddr_in6 *)(void *)(s))

__BEGIN_DECLS
int in6_addrscope(struct in6_addr *address) KF(in6_addrscope);
int in6_localaddr(struct in6_addr *address) KF(in6_localaddr);
__END_DECLS

#endif /* _NETINET6_IN6_H_ */

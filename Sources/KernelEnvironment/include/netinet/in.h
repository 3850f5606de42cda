/* SPDX-License-Identifier: Apache-2.0
 *
 * Internet addresses, protocols, ports and options, with Darwin's numbers.
 */
#ifndef _NETINET_IN_H_
#define _NETINET_IN_H_

#include <sys/types.h>
#include <sys/socket.h>
#include <machine/endian.h>

#define IPPROTO_IP 0
#define IPPROTO_HOPOPTS 0
#define IPPROTO_ICMP 1
#define IPPROTO_IGMP 2
#define IPPROTO_GGP 3
#define IPPROTO_IPV4 4
#define IPPROTO_IPIP IPPROTO_IPV4
#define IPPROTO_TCP 6
#define IPPROTO_EGP 8
#define IPPROTO_PUP 12
#define IPPROTO_UDP 17
#define IPPROTO_IDP 22
#define IPPROTO_TP 29
#define IPPROTO_IPV6 41
#define IPPROTO_ROUTING 43
#define IPPROTO_FRAGMENT 44
#define IPPROTO_RSVP 46
#define IPPROTO_GRE 47
#define IPPROTO_ESP 50
#define IPPROTO_AH 51
#define IPPROTO_ICMPV6 58
#define IPPROTO_NONE 59
#define IPPROTO_DSTOPTS 60
#define IPPROTO_EON 80
#define IPPROTO_ENCAP 98
#define IPPROTO_PIM 103
#define IPPROTO_IPCOMP 108
#define IPPROTO_SCTP 132
#define IPPROTO_DIVERT 254
#define IPPROTO_RAW 255
#define IPPROTO_MAX 256
#define IPPROTO_DONE 257

#define IPPORT_RESERVED 1024
#define IPPORT_USERRESERVED 5000
#define IPPORT_RESERVEDSTART 600
#define IPPORT_HIFIRSTAUTO 49152
#define IPPORT_HILASTAUTO 65535
#define __DARWIN_IPPORT_RESERVED 1024

struct in_addr {
  in_addr_t s_addr;
};

struct sockaddr_in {
  __uint8_t sin_len;
  sa_family_t sin_family;
  in_port_t sin_port;
  struct in_addr sin_addr;
  char sin_zero[8];
};

#define IN_CLASSA(i) (((u_int32_t)(i) & 0x80000000) == 0)
#define IN_CLASSA_NET 0xff000000
#define IN_CLASSA_NSHIFT 24
#define IN_CLASSA_HOST 0x00ffffff
#define IN_CLASSB(i) (((u_int32_t)(i) & 0xc0000000) == 0x80000000)
#define IN_CLASSB_NET 0xffff0000
#define IN_CLASSB_NSHIFT 16
#define IN_CLASSB_HOST 0x0000ffff
#define IN_CLASSC(i) (((u_int32_t)(i) & 0xe0000000) == 0xc0000000)
#define IN_CLASSC_NET 0xffffff00
#define IN_CLASSC_NSHIFT 8
#define IN_CLASSC_HOST 0x000000ff
#define IN_CLASSD(i) (((u_int32_t)(i) & 0xf0000000) == 0xe0000000)
#define IN_MULTICAST(i) IN_CLASSD(i)
#define IN_EXPERIMENTAL(i) (((u_int32_t)(i) & 0xf0000000) == 0xf0000000)
#define IN_BADCLASS(i) IN_EXPERIMENTAL(i)
#define IN_LOOPBACK(i) (((u_int32_t)(i) & 0xff000000) == 0x7f000000)
#define IN_LINKLOCALNETNUM ((u_int32_t)0xA9FE0000)
#define IN_LINKLOCAL(i) (((u_int32_t)(i) & IN_CLASSB_NET) == IN_LINKLOCALNETNUM)
#define IN_LOOPBACKNET 127

#define INADDR_ANY ((u_int32_t)0x00000000)
#define INADDR_BROADCAST ((u_int32_t)0xffffffff)
#define INADDR_LOOPBACK ((u_int32_t)0x7f000001)
#define INADDR_NONE 0xffffffff
#define INADDR_UNSPEC_GROUP ((u_int32_t)0xe0000000)
#define INADDR_ALLHOSTS_GROUP ((u_int32_t)0xe0000001)
#define INADDR_ALLRTRS_GROUP ((u_int32_t)0xe0000002)
#define INADDR_MAX_LOCAL_GROUP ((u_int32_t)0xe00000ff)

#define INET_ADDRSTRLEN 16
#define MAX_IPv4_STR_LEN 16

#define IP_OPTIONS 1
#define IP_HDRINCL 2
#define IP_TOS 3
#define IP_TTL 4
#define IP_RECVOPTS 5
#define IP_RECVRETOPTS 6
#define IP_RECVDSTADDR 7
#define IP_RETOPTS 8
#define IP_MULTICAST_IF 9
#define IP_MULTICAST_TTL 10
#define IP_MULTICAST_LOOP 11
#define IP_ADD_MEMBERSHIP 12
#define IP_DROP_MEMBERSHIP 13
#define IP_MULTICAST_VIF 14
#define IP_RSVP_ON 15
#define IP_RSVP_OFF 16
#define IP_PORTRANGE 19
#define IP_RECVIF 20
#define IP_IPSEC_POLICY 21
#define IP_STRIPHDR 23
#define IP_RECVTTL 24
#define IP_BOUND_IF 25
#define IP_PKTINFO 26
#define IP_RECVPKTINFO IP_PKTINFO
#define IP_RECVTOS 27
#define IP_TRAFFIC_MGT_BACKGROUND 65
#define IP_MULTICAST_IFINDEX 66
#define IP_DEFAULT_MULTICAST_TTL 1
#define IP_DEFAULT_MULTICAST_LOOP 1
#define IP_PORTRANGE_DEFAULT 0
#define IP_PORTRANGE_HIGH 1
#define IP_PORTRANGE_LOW 2

struct ip_opts {
  struct in_addr ip_dst;
  char Ip_opts[40];
};

struct ip_mreq {
  struct in_addr imr_multiaddr;
  struct in_addr imr_interface;
};

struct ip_mreqn {
  struct in_addr imr_multiaddr;
  struct in_addr imr_address;
  int imr_ifindex;
};

struct in_pktinfo {
  unsigned int ipi_ifindex;
  struct in_addr ipi_spec_dst;
  struct in_addr ipi_addr;
};

#define satosin(sa) ((struct sockaddr_in *)(void *)(sa))
#define sintosa(sin) ((struct sockaddr *)(void *)(sin))
#define SIN(s) ((struct sockaddr_in *)(void *)(s))

#include <netinet6/in6.h>

struct in_addr_4in6 {
  u_int32_t ia46_pad32[3];
  struct in_addr ia46_addr4;
};

union sockaddr_in_4_6 {
  struct sockaddr sa;
  struct sockaddr_in sin;
  struct sockaddr_in6 sin6;
};

__BEGIN_DECLS
int in_broadcast(struct in_addr address, ifnet_t interface) KF(in_broadcast);
int in_canforward(struct in_addr address) KF(in_canforward);
int in_localaddr(struct in_addr address) KF(in_localaddr);
const char *inet_ntop(int family, const void *address, char *text, socklen_t room) KF(inet_ntop);
int inet_pton(int family, const char *text, void *address) KF(inet_pton);
int inet_aton(const char *text, struct in_addr *address) KF(inet_aton);
char *inet_ntoa(struct in_addr address) KF(inet_ntoa);
in_addr_t inet_addr(const char *text) KF(inet_addr);
__END_DECLS

#endif /* _NETINET_IN_H_ */

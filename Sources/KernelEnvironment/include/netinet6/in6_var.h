/* SPDX-License-Identifier: Apache-2.0
 *
 * Internet version 6 interface addresses: the public part is netinet/in.h.
 */
#ifndef _KFACE_NETINET6_IN6_VAR_H_
#define _KFACE_NETINET6_IN6_VAR_H_

#include <netinet/in.h>
#include <net/if.h>

struct in6_addrlifetime {
  time_t ia6t_expire;
  time_t ia6t_preferred;
  u_int32_t ia6t_vltime;
  u_int32_t ia6t_pltime;
};

/* The data of a KEV_INET6 event. */
struct kev_in6_data {
  struct net_event_data link_data;
  struct sockaddr_in6 ia_addr;
  struct sockaddr_in6 ia_net;
  struct sockaddr_in6 ia_dstaddr;
  struct sockaddr_in6 ia_prefixmask;
  u_int32_t ia_plen;
  u_int32_t ia6_flags;
  struct in6_addrlifetime ia_lifetime;
  u_int32_t ia_mtu;
  u_int32_t ia_metric;
};

#endif /* _KFACE_NETINET6_IN6_VAR_H_ */

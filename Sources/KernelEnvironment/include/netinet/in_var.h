/* SPDX-License-Identifier: Apache-2.0
 *
 * Internet interface addresses: the public part is netinet/in.h.
 */
#ifndef _KFACE_NETINET_IN_VAR_H_
#define _KFACE_NETINET_IN_VAR_H_

#include <net/if.h>
#include <netinet/in.h>

/* The data of a KEV_INET event. */
struct kev_in_data {
  struct net_event_data link_data;
  struct in_addr ia_addr;
  u_int32_t ia_net;
  u_int32_t ia_netmask;
  u_int32_t ia_subnet;
  u_int32_t ia_subnetmask;
  struct in_addr ia_netbroadcast;
  struct in_addr ia_dstaddr;
};

#endif /* _KFACE_NETINET_IN_VAR_H_ */

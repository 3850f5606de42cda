/* SPDX-License-Identifier: Apache-2.0
 *
 * Ethernet under IP.
 */
#ifndef _NETINET_IF_ETHER_H_
#define _NETINET_IF_ETHER_H_

#include <net/ethernet.h>
#include <net/if_arp.h>
#include <netinet/in.h>

#endif /* _NETINET_IF_ETHER_H_ */

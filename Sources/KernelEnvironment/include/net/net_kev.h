/* SPDX-License-Identifier: Apache-2.0
 *
 * Kernel event codes of the network.
 */
#ifndef _NET_NETKEV_H_
#define _NET_NETKEV_H_

#define KEV_INET_SUBCLASS 1
#define KEV_INET_NEW_ADDR 1
#define KEV_INET_CHANGED_ADDR 2
#define KEV_INET_ADDR_DELETED 3
#define KEV_DL_SUBCLASS 2
#define KEV_DL_SIFFLAGS 1
#define KEV_DL_IF_DETACHED 8
#define KEV_DL_IF_ATTACHED 9
#define KEV_DL_LINK_OFF 12
#define KEV_DL_LINK_ON 13
#define KEV_INET6_SUBCLASS 6

#endif /* _NET_NETKEV_H_ */

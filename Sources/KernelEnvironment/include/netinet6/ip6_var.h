/* SPDX-License-Identifier: Apache-2.0
 *
 * IP version 6 internals: the public part is netinet/ip6.h.
 */
#ifndef _KFACE_NETINET6_IP6_VAR_H_
#define _KFACE_NETINET6_IP6_VAR_H_

#include <netinet/ip6.h>

#endif /* _KFACE_NETINET6_IP6_VAR_H_ */

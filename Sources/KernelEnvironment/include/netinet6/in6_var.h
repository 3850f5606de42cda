/* SPDX-License-Identifier: Apache-2.0
 *
 * Internet version 6 interface addresses: the public part is netinet/in.h.
 */
#ifndef _KFACE_NETINET6_IN6_VAR_H_
#define _KFACE_NETINET6_IN6_VAR_H_

#include <netinet/in.h>
#include <net/if.h>

#endif /* _KFACE_NETINET6_IN6_VAR_H_ */

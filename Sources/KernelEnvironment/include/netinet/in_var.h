/* SPDX-License-Identifier: Apache-2.0
 *
 * Internet interface addresses: the public part is netinet/in.h.
 */
#ifndef _KFACE_NETINET_IN_VAR_H_
#define _KFACE_NETINET_IN_VAR_H_

#include <net/if.h>
#include <netinet/in.h>

#endif /* _KFACE_NETINET_IN_VAR_H_ */

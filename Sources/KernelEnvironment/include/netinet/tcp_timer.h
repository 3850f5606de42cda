/* SPDX-License-Identifier: Apache-2.0
 *
 * TCP timers are the host's; nothing of them is visible.
 */
#ifndef _KFACE_NETINET_TCP_TIMER_H_
#define _KFACE_NETINET_TCP_TIMER_H_

#include <netinet/tcp.h>

#endif /* _KFACE_NETINET_TCP_TIMER_H_ */

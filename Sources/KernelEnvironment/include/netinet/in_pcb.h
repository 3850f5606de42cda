/* SPDX-License-Identifier: Apache-2.0
 *
 * Protocol control blocks are the host's; nothing of them is visible.
 */
#ifndef _KFACE_NETINET_IN_PCB_H_
#define _KFACE_NETINET_IN_PCB_H_

#include <netinet/in.h>

#endif /* _KFACE_NETINET_IN_PCB_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Interrupts of the network are the host's.
 */
#ifndef _KFACE_NET_NETISR_H_
#define _KFACE_NET_NETISR_H_

#include <sys/types.h>

#endif /* _KFACE_NET_NETISR_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Start-up of the network is the host's.
 */
#ifndef _KFACE_NET_INIT_H_
#define _KFACE_NET_INIT_H_

#include <sys/kernel_types.h>

#endif /* _KFACE_NET_INIT_H_ */

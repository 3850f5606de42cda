/* SPDX-License-Identifier: Apache-2.0
 *
 * Packet capture is the host's.
 */
#ifndef _KFACE_NET_BPF_H_
#define _KFACE_NET_BPF_H_

#include <sys/types.h>

#endif /* _KFACE_NET_BPF_H_ */

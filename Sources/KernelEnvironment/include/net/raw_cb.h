/* SPDX-License-Identifier: Apache-2.0
 *
 * Raw sockets are the host's.
 */
#ifndef _KFACE_NET_RAW_CB_H_
#define _KFACE_NET_RAW_CB_H_

#include <sys/types.h>

#endif /* _KFACE_NET_RAW_CB_H_ */

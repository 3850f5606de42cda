/* SPDX-License-Identifier: Apache-2.0
 *
 * Routes are the host's.
 */
#ifndef _KFACE_NET_RADIX_H_
#define _KFACE_NET_RADIX_H_

#include <sys/types.h>

#endif /* _KFACE_NET_RADIX_H_ */

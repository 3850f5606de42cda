/* SPDX-License-Identifier: Apache-2.0
 *
 * Text forms of internet addresses.
 */
#ifndef _KFACE_ARPA_INET_H_
#define _KFACE_ARPA_INET_H_

#include <netinet/in.h>

#endif /* _KFACE_ARPA_INET_H_ */

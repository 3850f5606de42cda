/* SPDX-License-Identifier: Apache-2.0
 *
 * Network-order integers of the internet headers.
 */
#ifndef _NETINET_IN_SYSTM_H_
#define _NETINET_IN_SYSTM_H_

#include <sys/types.h>

typedef __uint16_t n_short;
typedef __uint32_t n_long;
typedef __uint32_t n_time;

#endif /* _NETINET_IN_SYSTM_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * IP filters are not part of the environment.
 */
#ifndef _KFACE_NETINET_KPI_IPFILTER_H_
#define _KFACE_NETINET_KPI_IPFILTER_H_

#include <sys/kernel_types.h>
#include <netinet/in_systm.h>
#include <netinet/ip.h>

#endif /* _KFACE_NETINET_KPI_IPFILTER_H_ */

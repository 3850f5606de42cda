/* SPDX-License-Identifier: Apache-2.0
 *
 * Protocols under interfaces are the host's.
 */
#ifndef _KFACE_NET_KPI_PROTOCOL_H_
#define _KFACE_NET_KPI_PROTOCOL_H_

#include <sys/kernel_types.h>
#include <net/kpi_interface.h>

#endif /* _KFACE_NET_KPI_PROTOCOL_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Interface filters are not part of the environment.
 */
#ifndef _KFACE_NET_KPI_INTERFACEFILTER_H_
#define _KFACE_NET_KPI_INTERFACEFILTER_H_

#include <sys/kernel_types.h>
#include <net/kpi_interface.h>

#endif /* _KFACE_NET_KPI_INTERFACEFILTER_H_ */

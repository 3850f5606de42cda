/* SPDX-License-Identifier: Apache-2.0
 *
 * Interfaces by handle. The host's interfaces can be found and named; none can be attached.
 */
#ifndef __KPI_INTERFACE__
#define __KPI_INTERFACE__

#include <sys/kernel_types.h>
#include <sys/kpi_mbuf.h>

struct sockaddr;

__BEGIN_DECLS
typedef u_int32_t ifnet_family_t;
typedef u_int32_t protocol_family_t;
errno_t ifnet_find_by_name(const char *name, ifnet_t *interface) KF(ifnet_find_by_name);
ifnet_t ifnet_find_by_index(u_int32_t index) KF(ifnet_find_by_index);
errno_t ifnet_reference(ifnet_t interface) KF(ifnet_reference);
errno_t ifnet_release(ifnet_t interface) KF(ifnet_release);
const char *ifnet_name(ifnet_t interface) KF(ifnet_name);
u_int32_t ifnet_unit(ifnet_t interface) KF(ifnet_unit);
u_int32_t ifnet_index(ifnet_t interface) KF(ifnet_index);
u_int16_t ifnet_flags(ifnet_t interface) KF(ifnet_flags);
u_int32_t ifnet_mtu(ifnet_t interface) KF(ifnet_mtu);
__END_DECLS

#endif /* __KPI_INTERFACE__ */

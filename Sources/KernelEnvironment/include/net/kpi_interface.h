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
#define IFNET_FAMILY_ANY 0
#define IFNET_FAMILY_LOOPBACK 1
#define IFNET_FAMILY_ETHERNET 2
/* Every interface of a family, each with a reference, and a null at the end. */
errno_t ifnet_list_get(ifnet_family_t family, ifnet_t **interfaces, u_int32_t *count)
  KF(ifnet_list_get);
void ifnet_list_free(ifnet_t *interfaces) KF(ifnet_list_free);
errno_t ifnet_find_by_name(const char *name, ifnet_t *interface) KF(ifnet_find_by_name);
ifnet_t ifnet_find_by_index(u_int32_t index) KF(ifnet_find_by_index);
errno_t ifnet_reference(ifnet_t interface) KF(ifnet_reference);
errno_t ifnet_release(ifnet_t interface) KF(ifnet_release);
const char *ifnet_name(ifnet_t interface) KF(ifnet_name);
u_int32_t ifnet_unit(ifnet_t interface) KF(ifnet_unit);
u_int32_t ifnet_index(ifnet_t interface) KF(ifnet_index);
u_int16_t ifnet_flags(ifnet_t interface) KF(ifnet_flags);
u_int32_t ifnet_mtu(ifnet_t interface) KF(ifnet_mtu);
u_int32_t ifnet_metric(ifnet_t interface) KF(ifnet_metric);
/* IFT_LOOP, IFT_ETHER or IFT_OTHER. */
u_int8_t ifnet_type(ifnet_t interface) KF(ifnet_type);
u_int8_t ifnet_addrlen(ifnet_t interface) KF(ifnet_addrlen);
u_int8_t ifnet_hdrlen(ifnet_t interface) KF(ifnet_hdrlen);
/* The length must be the interface's own. */
errno_t ifnet_lladdr_copy_bytes(ifnet_t interface, void *address, size_t length)
  KF(ifnet_lladdr_copy_bytes);
ifnet_family_t ifnet_family(ifnet_t interface) KF(ifnet_family);
errno_t ifnet_get_address_list(ifnet_t interface, ifaddr_t **addresses) KF(ifnet_get_address_list);
errno_t ifnet_get_address_list_family(ifnet_t interface, ifaddr_t **addresses, sa_family_t family)
  KF(ifnet_get_address_list_family);
void ifnet_free_address_list(ifaddr_t *addresses) KF(ifnet_free_address_list);
errno_t ifaddr_reference(ifaddr_t address) KF(ifaddr_reference);
errno_t ifaddr_release(ifaddr_t address) KF(ifaddr_release);
errno_t ifaddr_address(ifaddr_t address, struct sockaddr *out, u_int32_t room) KF(ifaddr_address);
errno_t ifaddr_netmask(ifaddr_t address, struct sockaddr *out, u_int32_t room) KF(ifaddr_netmask);
/* The far end of a point-to-point line. */
errno_t ifaddr_dstaddress(ifaddr_t address, struct sockaddr *out, u_int32_t room)
  KF(ifaddr_dstaddress);
sa_family_t ifaddr_address_family(ifaddr_t address) KF(ifaddr_address_family);
ifnet_t ifaddr_ifnet(ifaddr_t address) KF(ifaddr_ifnet);
/* Each answers with a reference, or null: the owner of an address, of the line to it, of the
   narrowest network it is in, and the best that one interface has for it. */
ifaddr_t ifaddr_withaddr(const struct sockaddr *address) KF(ifaddr_withaddr);
ifaddr_t ifaddr_withdstaddr(const struct sockaddr *destination) KF(ifaddr_withdstaddr);
ifaddr_t ifaddr_withnet(const struct sockaddr *destination) KF(ifaddr_withnet);
ifaddr_t ifaddr_findbestforaddr(const struct sockaddr *destination, ifnet_t interface)
  KF(ifaddr_findbestforaddr);
__END_DECLS

#endif /* __KPI_INTERFACE__ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * The functions of kpi_socketfilter.h, each saying where it is called from; see kpi_call_sites.h.
 */
#ifndef SOCKETKPI_SYS_KPI_SOCKETFILTER_CALL_SITES_H
#define SOCKETKPI_SYS_KPI_SOCKETFILTER_CALL_SITES_H

#include <sys/kpi_call_sites.h>
#include <sys/kpi_socketfilter.h>

#define sflt_register(...) KPI_AT(sflt_register(__VA_ARGS__))
#define sflt_unregister(...) KPI_AT(sflt_unregister(__VA_ARGS__))
#define sflt_attach(...) KPI_AT(sflt_attach(__VA_ARGS__))
#define sflt_detach(...) KPI_AT(sflt_detach(__VA_ARGS__))
#define sock_inject_data_in(...) KPI_AT(sock_inject_data_in(__VA_ARGS__))
#define sock_inject_data_out(...) KPI_AT(sock_inject_data_out(__VA_ARGS__))
#define sockopt_direction(...) KPI_AT(sockopt_direction(__VA_ARGS__))
#define sockopt_level(...) KPI_AT(sockopt_level(__VA_ARGS__))
#define sockopt_name(...) KPI_AT(sockopt_name(__VA_ARGS__))
#define sockopt_valsize(...) KPI_AT(sockopt_valsize(__VA_ARGS__))
#define sockopt_copyin(...) KPI_AT(sockopt_copyin(__VA_ARGS__))
#define sockopt_copyout(...) KPI_AT(sockopt_copyout(__VA_ARGS__))

#endif /* SOCKETKPI_SYS_KPI_SOCKETFILTER_CALL_SITES_H */

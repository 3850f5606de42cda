/* SPDX-License-Identifier: Apache-2.0
 *
 * The functions of kpi_socket.h, each saying where it is called from; see kpi_call_sites.h.
 */
#ifndef SOCKETKPI_SYS_KPI_SOCKET_CALL_SITES_H
#define SOCKETKPI_SYS_KPI_SOCKET_CALL_SITES_H

#include <sys/kpi_call_sites.h>
#include <sys/kpi_socket.h>

#define sock_socket(...) KPI_AT(sock_socket(__VA_ARGS__))
#define sock_accept(...) KPI_AT(sock_accept(__VA_ARGS__))
#define sock_bind(...) KPI_AT(sock_bind(__VA_ARGS__))
#define sock_connect(...) KPI_AT(sock_connect(__VA_ARGS__))
#define sock_connectwait(...) KPI_AT(sock_connectwait(__VA_ARGS__))
#define sock_getpeername(...) KPI_AT(sock_getpeername(__VA_ARGS__))
#define sock_getsockname(...) KPI_AT(sock_getsockname(__VA_ARGS__))
#define sock_getaddr(...) KPI_AT(sock_getaddr(__VA_ARGS__))
#define sock_freeaddr(...) KPI_AT(sock_freeaddr(__VA_ARGS__))
#define sock_getsockopt(...) KPI_AT(sock_getsockopt(__VA_ARGS__))
#define sock_setsockopt(...) KPI_AT(sock_setsockopt(__VA_ARGS__))
#define sock_ioctl(...) KPI_AT(sock_ioctl(__VA_ARGS__))
#define sock_settclassopt(...) KPI_AT(sock_settclassopt(__VA_ARGS__))
#define sock_gettclassopt(...) KPI_AT(sock_gettclassopt(__VA_ARGS__))
#define sock_listen(...) KPI_AT(sock_listen(__VA_ARGS__))
#define sock_receive(...) KPI_AT(sock_receive(__VA_ARGS__))
#define sock_receivembuf(...) KPI_AT(sock_receivembuf(__VA_ARGS__))
#define sock_receive_internal(...) KPI_AT(sock_receive_internal(__VA_ARGS__))
#define sock_send(...) KPI_AT(sock_send(__VA_ARGS__))
#define sock_sendmbuf(...) KPI_AT(sock_sendmbuf(__VA_ARGS__))
#define sock_sendmbuf_can_wait(...) KPI_AT(sock_sendmbuf_can_wait(__VA_ARGS__))
#define sock_shutdown(...) KPI_AT(sock_shutdown(__VA_ARGS__))
#define sock_close(...) KPI_AT(sock_close(__VA_ARGS__))
#define sock_retain(...) KPI_AT(sock_retain(__VA_ARGS__))
#define sock_release(...) KPI_AT(sock_release(__VA_ARGS__))
#define sock_setpriv(...) KPI_AT(sock_setpriv(__VA_ARGS__))
#define sock_isconnected(...) KPI_AT(sock_isconnected(__VA_ARGS__))
#define sock_isnonblocking(...) KPI_AT(sock_isnonblocking(__VA_ARGS__))
#define sock_gettype(...) KPI_AT(sock_gettype(__VA_ARGS__))
#define sock_nointerrupt(...) KPI_AT(sock_nointerrupt(__VA_ARGS__))
#define sock_getlistener(...) KPI_AT(sock_getlistener(__VA_ARGS__))
#define sock_setupcall(...) KPI_AT(sock_setupcall(__VA_ARGS__))
#define sock_setupcalls(...) KPI_AT(sock_setupcalls(__VA_ARGS__))
#define sock_catchevents(...) KPI_AT(sock_catchevents(__VA_ARGS__))
#define sock_iskernel(...) KPI_AT(sock_iskernel(__VA_ARGS__))
#define socket_set_traffic_mgt_flags(...) KPI_AT(socket_set_traffic_mgt_flags(__VA_ARGS__))
#define socket_clear_traffic_mgt_flags(...) KPI_AT(socket_clear_traffic_mgt_flags(__VA_ARGS__))
#define socket_set_traffic_mgt_flags_locked(...) KPI_AT(socket_set_traffic_mgt_flags_locked(__VA_ARGS__))
#define socket_clear_traffic_mgt_flags_locked(...) KPI_AT(socket_clear_traffic_mgt_flags_locked(__VA_ARGS__))
#define socket_defunct(...) KPI_AT(socket_defunct(__VA_ARGS__))

#endif /* SOCKETKPI_SYS_KPI_SOCKET_CALL_SITES_H */

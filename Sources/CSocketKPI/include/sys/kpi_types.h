/* SPDX-License-Identifier: Apache-2.0
 *
 * The handles and small types that the KPI headers share (kpi_socket.h, kpi_mbuf.h, kpi_socketfilter.h).
 */
#ifndef SOCKETKPI_SYS_KPI_TYPES_H
#define SOCKETKPI_SYS_KPI_TYPES_H

#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/types.h>

#ifdef __cplusplus
#define KPI_BEGIN_DECLS extern "C" {
#define KPI_END_DECLS }
#else
#define KPI_BEGIN_DECLS
#define KPI_END_DECLS
#endif

/* An error number: 0 is success, anything else is a host errno value (EJUSTRETURN excepted). */
#ifndef __errno_t_defined
#define __errno_t_defined 1
typedef int errno_t;
#endif

/* A kernel socket. Opaque; never a file descriptor. A stale handle is found, not followed. */
typedef struct socket *socket_t;

/* One memory buffer of a chain. Opaque; use the accessors of kpi_mbuf.h. */
typedef struct mbuf *mbuf_t;

/* A network interface, as mbuf headers carry it. Opaque. */
typedef struct ifnet *ifnet_t;

/* A process, as socket_defunct takes it. Opaque; null means the calling process. */
typedef struct proc *proc_t;

/* Address families as the KPI passes them (AF_INET, AF_INET6, ...). */
typedef uint32_t protocol_family_t;

/* Returned by a filter that has dealt with the operation itself (kpi_socketfilter.h). */
#ifndef EJUSTRETURN
#define EJUSTRETURN (-2)
#endif

#endif /* SOCKETKPI_SYS_KPI_TYPES_H */

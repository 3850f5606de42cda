/* SPDX-License-Identifier: Apache-2.0
 *
 * A libtirpc client over a kernel socket: stubs of rpcgen, and whatever else takes a CLIENT,
 * run over the KPI. Implemented by the ONCRPC module.
 */
#ifndef SOCKETKPI_RPC_CLNT_SOCK_H
#define SOCKETKPI_RPC_CLNT_SOCK_H

#include <rpc/rpc.h>

#ifdef __cplusplus
extern "C" {
#endif

struct socket; /* socket_t of <sys/kpi_types.h> is a pointer to it */

/*
 * Makes a client of one version of a program over a connected socket.
 *
 * A stream socket carries records (RFC 5531, section 11); a datagram socket one message each, sent
 * again after the retry time-out. Calls are made one at a time, on the caller's thread; several
 * threads may share the client and take turns. The client does not close the socket unless
 * clnt_control(..., CLSET_FD_CLOSE, ...) asked for it; while the client lives nobody else may
 * receive from the socket.
 *
 * clnt_control knows CLSET_TIMEOUT, CLGET_TIMEOUT, CLSET_RETRY_TIMEOUT, CLGET_RETRY_TIMEOUT,
 * CLGET_SERVER_ADDR, CLSET_FD_CLOSE, CLSET_FD_NCLOSE, CLGET_XID, CLSET_XID, CLGET_VERS,
 * CLSET_VERS, CLGET_PROG and CLSET_PROG. There is no CLGET_FD: a kernel socket has no descriptor.
 *
 * Returns a client whose cl_auth is AUTH_NONE, to be replaced as with any other client and freed
 * by clnt_destroy; null on failure, with the reason in rpc_createerr.
 */
CLIENT *clnt_sock_create(struct socket *so, rpcprog_t program, rpcvers_t version);

#ifdef __cplusplus
}
#endif

#endif /* SOCKETKPI_RPC_CLNT_SOCK_H */

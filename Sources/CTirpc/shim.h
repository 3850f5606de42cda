/* SPDX-License-Identifier: Apache-2.0
 * libtirpc's headers as one Swift module, with what Swift cannot say. */
#pragma once
#include <rpc/rpc.h>
#include <rpc/rpcb_prot.h>
#include <rpc/rpcb_clnt.h>
#include <rpc/pmap_prot.h>
#include "rpc/clnt_sock.h"

/* xdrproc_t is variadic, which Swift cannot call or convert to. */
static inline bool_t tirpc_run_xdrproc(xdrproc_t proc, XDR *xdrs, void *value) {
  return proc(xdrs, value);
}
static inline xdrproc_t tirpc_xdr_void(void) { return (xdrproc_t)xdr_void; }
static inline unsigned long tirpc_xdr_sizeof(xdrproc_t proc, void *value) {
  return xdr_sizeof(proc, value);
}
static inline xdrproc_t tirpc_xdr_pmap(void) { return (xdrproc_t)xdr_pmap; }
static inline xdrproc_t tirpc_xdr_rpcb(void) { return (xdrproc_t)xdr_rpcb; }
static inline xdrproc_t tirpc_xdr_u_int(void) { return (xdrproc_t)xdr_u_int; }
static inline xdrproc_t tirpc_xdr_wrapstring(void) { return (xdrproc_t)xdr_wrapstring; }

/* _null_auth is a mutable global. */
static inline struct opaque_auth tirpc_null_auth(void) { return _null_auth; }

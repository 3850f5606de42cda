/* SPDX-License-Identifier: Apache-2.0
 * libtirpc's headers as one Swift module. */
#pragma once
#include <rpc/rpc.h>
#include <rpc/rpcb_prot.h>
#include <rpc/rpcb_clnt.h>
#include <rpc/pmap_prot.h>

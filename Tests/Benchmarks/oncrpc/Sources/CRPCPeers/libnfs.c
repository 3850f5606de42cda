/* SPDX-License-Identifier: Apache-2.0
 * libnfs' raw interface. Its functions changed their names and signatures between versions: Debian 12 has those that
 * end in _async; a library without them is not measured. */
#include "peers.h"

#include <dlfcn.h>
#include <poll.h>
#include <stddef.h>
#include <sys/time.h>

#include <nfsc/libnfs.h>
#include <nfsc/libnfs-raw.h>
#include <nfsc/libnfs-raw-nfs.h>

typedef int (*asynchronous)(struct rpc_context *, rpc_cb, void *, void *);

struct run {
  asynchronous call;
  int procedure, total, made, done, connected, failed;
};

static char handle[32], payload[peer_payload];

static void next(struct rpc_context *rpc, struct run *run);

static void replied(struct rpc_context *rpc, int status, void *data, void *context) {
  (void)data;
  struct run *run = context;
  if (status != RPC_STATUS_SUCCESS) run->failed = 1;
  run->done++;
  next(rpc, run);
}

static void next(struct rpc_context *rpc, struct run *run) {
  if (run->made >= run->total) return;
  run->made++;
  if (run->procedure == peer_getattr) {
    GETATTR3args args = {.object.data = {sizeof handle, handle}};
    run->failed |= run->call(rpc, replied, &args, run);
  } else if (run->procedure == peer_read) {
    READ3args args = {.file.data = {sizeof handle, handle}, .count = peer_payload};
    run->failed |= run->call(rpc, replied, &args, run);
  } else {
    WRITE3args args = {
        .file.data = {sizeof handle, handle}, .count = peer_payload, .data = {sizeof payload, payload}};
    run->failed |= run->call(rpc, replied, &args, run);
  }
}

static void connected(struct rpc_context *rpc, int status, void *data, void *context) {
  (void)rpc, (void)data;
  struct run *run = context;
  run->connected = 1;
  run->failed |= status != RPC_STATUS_SUCCESS;
}

int peer_libnfs(int port, int procedure, int depth, int total) {
  const char *name = procedure == peer_getattr ? "rpc_nfs3_getattr_async"
                     : procedure == peer_read  ? "rpc_nfs3_read_async"
                                               : "rpc_nfs3_write_async";
  struct run run = {.procedure = procedure, .total = total};
  *(void **)&run.call = dlsym(RTLD_DEFAULT, name);
  if (!run.call) return -2;
  struct rpc_context *rpc = rpc_init_context();
  if (rpc_connect_async(rpc, "127.0.0.1", port, connected, &run)) return -1;
  while (run.done < total && !run.failed) {
    struct pollfd entry = {.fd = rpc_get_fd(rpc), .events = (short)rpc_which_events(rpc)};
    poll(&entry, 1, -1);
    if (rpc_service(rpc, entry.revents) < 0) run.failed = 1;
    if (run.connected && run.made == 0)
      for (int index = 0; index < depth; index++) next(rpc, &run);
  }
  rpc_destroy_context(rpc);
  return run.failed ? -1 : 0;
}

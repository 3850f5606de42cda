/* SPDX-License-Identifier: Apache-2.0
 * libnfs, by its own asynchronous interface. */
#include "nfs_peers.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <nfsc/libnfs.h>
#include <nfsc/libnfs-raw.h>
#include <nfsc/libnfs-raw-nfs.h>

struct libnfs {
  struct nfs_place place;
  struct rpc_context *rpc;
  enum nfs_work work;
  long to_send, left;
  int ready, failed;
  char data[nfs_block];
};

static void on_connect(struct rpc_context *rpc, int status, void *data, void *opaque) {
  struct libnfs *client = opaque;
  (void)rpc, (void)data;
  client->ready = 1;
  if (status != RPC_STATUS_SUCCESS) client->failed = 1;
}

static int turn(struct libnfs *client) {
  struct pollfd entry = {.fd = rpc_get_fd(client->rpc), .events = (short)rpc_which_events(client->rpc)};
  if (poll(&entry, 1, 10000) <= 0) return -1;
  return rpc_service(client->rpc, entry.revents) < 0 || client->failed ? -1 : 0;
}

struct libnfs *libnfs_open(const struct nfs_place *place) {
  struct libnfs *client = calloc(1, sizeof *client);
  client->rpc = rpc_init_context();
  rpc_set_uid(client->rpc, (int)place->uid);
  rpc_set_gid(client->rpc, (int)place->gid);
  client->place = *place;
  memset(client->data, 'x', sizeof client->data);
  if (rpc_connect_async(client->rpc, "127.0.0.1", place->port, on_connect, client) != 0) return NULL;
  while (!client->ready)
    if (turn(client) != 0) return NULL;
  return client;
}

static void issue(struct libnfs *client);

static void on_reply(struct rpc_context *rpc, int status, void *data, void *opaque) {
  struct libnfs *client = opaque;
  (void)rpc, (void)data;
  if (status != RPC_STATUS_SUCCESS) client->failed = 1;
  client->left--;
  issue(client);
}

static void issue(struct libnfs *client) {
  if (client->to_send <= 0) return;
  client->to_send--;
  nfs_fh3 file = {.data = {client->place.file_length, (char *)client->place.file}};
  nfs_fh3 directory = {.data = {client->place.directory_length, (char *)client->place.directory}};
  int code = -1;
  switch (client->work) {
    case NFS_NULL: code = rpc_nfs3_null_async(client->rpc, on_reply, client); break;
    case NFS_GETATTR: {
      GETATTR3args args = {.object = file};
      code = rpc_nfs3_getattr_async(client->rpc, on_reply, &args, client);
      break;
    }
    case NFS_LOOKUP: {
      LOOKUP3args args = {.what = {.dir = directory, .name = "file"}};
      code = rpc_nfs3_lookup_async(client->rpc, on_reply, &args, client);
      break;
    }
    case NFS_READ: {
      READ3args args = {.file = file, .offset = 0, .count = nfs_block};
      code = rpc_nfs3_read_async(client->rpc, on_reply, &args, client);
      break;
    }
    case NFS_WRITE: {
      WRITE3args args = {.file = file, .offset = 0, .count = nfs_block,
                         .stable = UNSTABLE, .data = {nfs_block, client->data}};
      code = rpc_nfs3_write_async(client->rpc, on_reply, &args, client);
      break;
    }
  }
  if (code != 0) client->failed = 1;
}

int libnfs_run(struct libnfs *client, enum nfs_work work, int depth, long count) {
  client->work = work;
  client->left = client->to_send = count;
  for (int i = 0; i < depth; i++) issue(client);
  while (client->left > 0)
    if (turn(client) != 0) return -1;
  return 0;
}

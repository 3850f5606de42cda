/* SPDX-License-Identifier: Apache-2.0
 * The bar: a client that sends calls made beforehand and only counts replies. */
#include "nfs_peers.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { room = 1 << 20 };
struct c_nfs {
  struct nfs_place place;
  int fd;
  uint32_t xid;
  size_t have;
  uint8_t call[8192], in[room], out[room];
};

struct c_nfs *c_nfs_open(const struct nfs_place *place) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(place->port),
                           .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  struct c_nfs *client = calloc(1, sizeof *client);
  int one = 1;
  client->place = *place;
  client->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connect(client->fd, (void *)&to, sizeof to) != 0) return NULL;
  setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  return client;
}

static uint8_t *word(uint8_t *at, uint32_t value) {
  value = htonl(value);
  memcpy(at, &value, 4);
  return at + 4;
}

static uint8_t *handle(uint8_t *at, const uint8_t *bytes, uint32_t length) {
  at = word(at, length);
  memset(at + (length & ~3u), 0, 4);
  memcpy(at, bytes, length);
  return at + ((length + 3) & ~3u);
}

static size_t encode(uint8_t *to, enum nfs_work work, const struct nfs_place *place) {
  uint8_t *at = word(word(word(word(to + 4, 0), 0), 2), 100003);
  at = word(word(at, 3), work);
  /* AUTH_SYS: stamp, machine name, uid, gid, no further groups */
  at = word(word(word(word(at, 1), 28), 0), 5);
  memcpy(at, "bench\0\0\0", 8);
  at = word(word(word(at + 8, place->uid), place->gid), 0);
  at = word(word(at, 0), 0);
  if (work == NFS_LOOKUP) at = handle(at, place->directory, place->directory_length);
  else if (work != NFS_NULL) at = handle(at, place->file, place->file_length);
  switch (work) {
    case NFS_LOOKUP:
      at = word(at, 4);
      memcpy(at, "file", 4);
      at += 4;
      break;
    case NFS_READ: at = word(word(word(at, 0), 0), nfs_block); break;
    case NFS_WRITE:
      at = word(word(word(word(word(at, 0), 0), nfs_block), 0), nfs_block);
      memset(at, 'x', nfs_block);
      at += nfs_block;
      break;
    default: break;
  }
  word(to, 0x80000000u | (uint32_t)(at - to - 4));
  return (size_t)(at - to);
}

static int put(int fd, const uint8_t *from, size_t size) {
  while (size > 0) {
    ssize_t n = send(fd, from, size, MSG_NOSIGNAL);
    if (n <= 0) return -1;
    from += n;
    size -= (size_t)n;
  }
  return 0;
}

int c_nfs_run(struct c_nfs *client, enum nfs_work work, int depth, long count) {
  size_t length = encode(client->call, work, &client->place);
  long sent = 0, done = 0;
  while (done < count) {
    size_t out = 0;
    while (sent < count && sent - done < depth && out + length <= room) {
      memcpy(client->out + out, client->call, length);
      word(client->out + out + 4, ++client->xid);
      out += length;
      sent++;
    }
    if (out > 0 && put(client->fd, client->out, out) != 0) return -1;
    ssize_t n = recv(client->fd, client->in + client->have, room - client->have, 0);
    if (n <= 0) return -1;
    client->have += (size_t)n;
    size_t at = 0;
    while (client->have - at >= 4) {
      uint32_t mark;
      memcpy(&mark, client->in + at, 4);
      size_t record = (ntohl(mark) & 0x7fffffff) + 4;
      if (client->have - at < record) break;
      at += record;
      done++;
    }
    memmove(client->in, client->in + at, client->have - at);
    client->have -= at;
  }
  return 0;
}

/* SPDX-License-Identifier: Apache-2.0
 * libnfs by its interface of paths and files. */
#include "nfs_peers.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <nfsc/libnfs.h>

enum { most_depth = 64, most_mounts = 16, piece_bytes = 1 << 20 };

struct libnfs_mount {
  struct nfs_context *nfs;
};

static int complain(struct libnfs_mount *mount, const char *what) {
  fprintf(stderr, "nfs-bench: libnfs: %s: %s\n", what, nfs_get_error(mount->nfs));
  return -1;
}

struct libnfs_mount *libnfs_mount(const char *text) {
  struct libnfs_mount *mount = calloc(1, sizeof *mount);
  mount->nfs = nfs_init_context();
  nfs_set_dircache(mount->nfs, 0);  /* a listing asks the server */
  struct nfs_url *url = nfs_parse_url_dir(mount->nfs, text);
  if (url == NULL || nfs_mount(mount->nfs, url->server, url->path) != 0) {
    complain(mount, text);
    libnfs_unmount(mount);
    mount = NULL;
  }
  nfs_destroy_url(url);
  return mount;
}

void libnfs_unmount(struct libnfs_mount *mount) {
  nfs_destroy_context(mount->nfs);
  free(mount);
}

long libnfs_list(struct libnfs_mount *mount, const char *path) {
  struct nfsdir *directory;
  if (nfs_opendir(mount->nfs, path, &directory) != 0) return complain(mount, path);
  long count = 0;
  for (struct nfsdirent *entry; (entry = nfs_readdir(mount->nfs, directory));)
    count += strcmp(entry->name, ".") != 0 && strcmp(entry->name, "..") != 0;
  nfs_closedir(mount->nfs, directory);
  return count;
}

long libnfs_walk(struct libnfs_mount *mount, const char *path) {
  struct nfsdir *directory;
  if (nfs_opendir(mount->nfs, path, &directory) != 0) return complain(mount, path);
  long count = 0;
  for (struct nfsdirent *entry; (entry = nfs_readdir(mount->nfs, directory));) {
    if (strcmp(entry->name, ".") == 0 || strcmp(entry->name, "..") == 0) continue;
    count++;
    if ((entry->mode & S_IFMT) != S_IFDIR && entry->type != 2 /* NF3DIR */) continue;
    char below[1024];
    snprintf(below, sizeof below, "%s/%s", path, entry->name);
    long found = libnfs_walk(mount, below);
    if (found < 0) count = -1;
    if (count < 0) break;
    count += found;
  }
  nfs_closedir(mount->nfs, directory);
  return count;
}

static int turn(struct libnfs_mount **mounts, int count) {
  struct pollfd entries[most_mounts];
  for (int i = 0; i < count; i++)
    entries[i] = (struct pollfd){.fd = nfs_get_fd(mounts[i]->nfs),
                                 .events = (short)nfs_which_events(mounts[i]->nfs)};
  if (poll(entries, (nfds_t)count, 10000) <= 0) return -1;
  for (int i = 0; i < count; i++)
    if (entries[i].revents && nfs_service(mounts[i]->nfs, entries[i].revents) < 0)
      return complain(mounts[i], "service");
  return 0;
}

/* MARK: Small files */

struct small {
  struct libnfs_mount *mount;
  const char *prefix;
  long next, count, done;
  int failed, bytes;
  char *data;
};

struct slot {
  struct small *all;
  struct nfsfh *file;
  char path[1024];
};

static void make(struct slot *slot);

static void finished(int status, struct nfs_context *nfs, void *data, void *opaque) {
  struct slot *slot = opaque;
  (void)nfs, (void)data;
  if (status < 0) slot->all->failed = 1;
  slot->all->done++;
  make(slot);
}

static void closed(int status, struct nfs_context *nfs, void *data, void *opaque) {
  struct slot *slot = opaque;
  (void)data;
  if (status < 0 || nfs_unlink_async(nfs, slot->path, finished, slot) != 0) finished(-1, nfs, NULL, slot);
}

static void written(int status, struct nfs_context *nfs, void *data, void *opaque) {
  struct slot *slot = opaque;
  (void)data;
  if (status < 0 || nfs_close_async(nfs, slot->file, closed, slot) != 0) finished(-1, nfs, NULL, slot);
}

static void made(int status, struct nfs_context *nfs, void *data, void *opaque) {
  struct slot *slot = opaque;
  slot->file = data;
  if (status < 0 ||
      nfs_pwrite_async(nfs, slot->file, 0, (uint64_t)slot->all->bytes, slot->all->data, written, slot) != 0)
    finished(-1, nfs, NULL, slot);
}

static void make(struct slot *slot) {
  struct small *all = slot->all;
  if (all->next >= all->count || all->failed) return;
  snprintf(slot->path, sizeof slot->path, "%s%ld", all->prefix, all->next++);
  if (nfs_creat_async(all->mount->nfs, slot->path, 0644, made, slot) != 0)
    finished(-1, all->mount->nfs, NULL, slot);
}

int libnfs_small_files(struct libnfs_mount *mount, const char *prefix, int depth, long count, int bytes) {
  struct small all = {.mount = mount, .prefix = prefix, .count = count, .bytes = bytes,
                      .data = calloc(1, (size_t)bytes)};
  struct slot slots[most_depth];
  for (int i = 0; i < depth; i++) {
    slots[i].all = &all;
    make(&slots[i]);
  }
  while (all.done < all.next && turn(&mount, 1) == 0) continue;
  free(all.data);
  return all.failed || all.done < count ? complain(mount, "small files") : 0;
}

/* MARK: Streams */

struct stream {
  struct libnfs_mount *mount;
  struct nfsfh *file;
  uint64_t next, end;
  int in_flight, failed, is_write;
  char *data;
};

static void piece(struct stream *stream);

static void moved(int status, struct nfs_context *nfs, void *data, void *opaque) {
  struct stream *stream = opaque;
  (void)nfs, (void)data;
  if (status != piece_bytes) stream->failed = 1;
  stream->in_flight--;
  piece(stream);
}

static void piece(struct stream *stream) {
  if (stream->next >= stream->end || stream->failed) return;
  uint64_t at = stream->next;
  stream->next += piece_bytes;
  stream->in_flight++;
  int code = stream->is_write
      ? nfs_pwrite_async(stream->mount->nfs, stream->file, at, piece_bytes, stream->data, moved, stream)
      : nfs_pread_async(stream->mount->nfs, stream->file, at, piece_bytes, moved, stream);
  if (code != 0) stream->failed = 1;
}

int libnfs_stream(struct libnfs_mount **mounts, int count, const char *path, int is_write, int depth,
                  uint64_t bytes) {
  struct stream streams[most_mounts];
  char *data = calloc(1, piece_bytes);
  uint64_t share = bytes / (uint64_t)count / piece_bytes * piece_bytes;
  int failed = 0, busy = 1;
  for (int i = 0; i < count; i++) {
    streams[i] = (struct stream){.mount = mounts[i], .next = share * (uint64_t)i, .is_write = is_write,
                                 .end = i == count - 1 ? bytes : share * (uint64_t)(i + 1), .data = data};
    if (nfs_open(mounts[i]->nfs, path, is_write ? O_WRONLY : O_RDONLY, &streams[i].file) != 0)
      return complain(mounts[i], path);
  }
  for (int i = 0; i < count; i++)
    for (int j = 0; j < (depth + count - 1) / count; j++) piece(&streams[i]);
  while (busy && !failed) {
    failed = turn(mounts, count) != 0;
    busy = 0;
    for (int i = 0; i < count; i++) {
      busy |= streams[i].in_flight > 0;
      failed |= streams[i].failed;
    }
  }
  for (int i = 0; i < count; i++)  /* commits what was written */
    if (nfs_close(mounts[i]->nfs, streams[i].file) != 0) failed = 1;
  free(data);
  return failed ? complain(mounts[0], path) : 0;
}

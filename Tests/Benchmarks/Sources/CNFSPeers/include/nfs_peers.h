/* SPDX-License-Identifier: Apache-2.0
 *
 * A server that answers NFSv3 calls with replies made beforehand, a client that sends calls made
 * beforehand (the bar), and libnfs.
 */
#pragma once
#include <stdint.h>

enum nfs_work { NFS_NULL = 0, NFS_GETATTR = 1, NFS_LOOKUP = 3, NFS_READ = 6, NFS_WRITE = 7 };

/* Bytes of a READ and a WRITE among the single calls. */
enum { nfs_block = 4096 };

/* What the stub gives out below /export: "list", a directory with this many files; "tree", a tree of
 * this many directories with `nfs_tree_files` files each; "file", as long as anybody reads; and the
 * files that somebody makes there. */
enum { nfs_list_files = 100000, nfs_tree_directories = 1111, nfs_tree_files = 20 };

/* Starts the stub in a process of its own; its TCP port on loopback, or 0. NFS and MOUNT. */
uint16_t nfs_stub(int *process);

/* A server, and a file of its with the directory it lies in under the name "file". */
struct nfs_place {
  uint16_t port;  /* on 127.0.0.1 */
  uint32_t uid, gid;
  uint32_t file_length, directory_length;
  uint8_t file[64], directory[64];
};

/* Sends `count` calls with `depth` in flight. 0, or -1. */
struct c_nfs;
struct c_nfs *c_nfs_open(const struct nfs_place *place);
int c_nfs_run(struct c_nfs *client, enum nfs_work work, int depth, long count);

struct libnfs;
struct libnfs *libnfs_open(const struct nfs_place *place);
int libnfs_run(struct libnfs *client, enum nfs_work work, int depth, long count);

/* libnfs as its own tools use it, with paths. Each 0, or -1 with a line on standard error. */
struct libnfs_mount;
struct libnfs_mount *libnfs_mount(const char *url);
void libnfs_unmount(struct libnfs_mount *mount);
/* Names in a directory, its attributes with them. */
long libnfs_list(struct libnfs_mount *mount, const char *path);
/* Everything below a directory, one directory after the other. */
long libnfs_walk(struct libnfs_mount *mount, const char *path);
/* Makes, writes and removes `count` files "PREFIX0", ... of `bytes` bytes, `depth` at a time. */
int libnfs_small_files(struct libnfs_mount *mount, const char *prefix, int depth, long count, int bytes);
/* Reads or writes `bytes` bytes of a file in pieces of 1 MiB, `depth` of them in flight, spread over
 * several mounts. Writing ends with a commit. */
int libnfs_stream(struct libnfs_mount **mounts, int mount_count, const char *path, int is_write,
                  int depth, uint64_t bytes);

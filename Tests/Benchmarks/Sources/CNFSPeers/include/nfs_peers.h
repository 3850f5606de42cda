/* SPDX-License-Identifier: Apache-2.0
 *
 * A server that answers NFSv3 calls with replies made beforehand, a client that sends calls made
 * beforehand (the bar), and libnfs.
 */
#pragma once
#include <stdint.h>

enum nfs_work { NFS_NULL = 0, NFS_GETATTR = 1, NFS_LOOKUP = 3, NFS_READ = 6, NFS_WRITE = 7 };

/* Bytes of READ and WRITE, and of the stub's file handles. */
enum { nfs_block = 4096, nfs_handle = 32 };

/* Starts the stub in a process of its own; its TCP port on loopback, or 0. */
uint16_t nfs_stub(int *process);

/* Sends `count` calls with `depth` in flight. 0, or -1. */
struct c_nfs;
struct c_nfs *c_nfs_open(uint16_t port);
int c_nfs_run(struct c_nfs *client, enum nfs_work work, int depth, long count);

struct libnfs;
struct libnfs *libnfs_open(uint16_t port);
int libnfs_run(struct libnfs *client, enum nfs_work work, int depth, long count);

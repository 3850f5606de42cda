/* SPDX-License-Identifier: Apache-2.0
 * File system calls that the Glibc module does not carry. Each answers as the call it wraps: -1 and errno. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* What statx(2) says, without its reserved fields. */
struct hostfs_status {
  uint32_t mask, mode, nlink, uid, gid, block_bytes;
  uint32_t device_major, device_minor, special_major, special_minor;
  uint64_t inode, size, blocks, mount_id;
  int64_t access_s, change_s, modification_s, birth_s;
  uint32_t access_ns, change_ns, modification_ns, birth_ns;
  uint64_t attributes, attributes_mask;
};

/* What fstatfs(2) says. */
struct hostfs_volume {
  uint64_t type, block_bytes, blocks, blocks_free, blocks_available, files, files_free, identifier;
  uint64_t name_bytes, flags;
};

#define HOSTFS_HANDLE_BYTES 128 /* MAX_HANDLE_SZ */

/* What name_to_handle_at(2) says. */
struct hostfs_handle {
  uint32_t count;
  int32_t type;
  uint8_t bytes[HOSTFS_HANDLE_BYTES];
};

extern const int hostfs_o_path, hostfs_o_noatime, hostfs_o_tmpfile;
extern const int hostfs_at_empty_path, hostfs_at_symlink_follow;
extern const int hostfs_seek_data, hostfs_seek_hole;
extern const unsigned hostfs_rename_noreplace, hostfs_rename_exchange;
extern const uint32_t hostfs_has_birth;
extern const long hostfs_time_now, hostfs_time_omit;

int hostfs_statx(int directory, const char *path, int flags, struct hostfs_status *status);
int hostfs_fstatfs(int descriptor, struct hostfs_volume *volume);
ssize_t hostfs_getdents(int descriptor, void *buffer, size_t count);
int hostfs_renameat2(int from, const char *name, int to, const char *target, unsigned flags);
/* openat2(2) with RESOLVE_BENEATH, RESOLVE_NO_SYMLINKS and RESOLVE_NO_MAGICLINKS. */
int hostfs_open_beneath(int directory, const char *path, int flags, unsigned mode);

int hostfs_name_to_handle(int directory, const char *path, int flags, struct hostfs_handle *handle);
int hostfs_open_by_handle(int mount, const struct hostfs_handle *handle, int flags);

/* Extended attributes of a descriptor; `name` null lists. These work for O_PATH descriptors too. */
ssize_t hostfs_getxattr(int descriptor, const char *child, const char *name, void *value, size_t count);
ssize_t hostfs_listxattr(int descriptor, const char *child, char *names, size_t count);
int hostfs_setxattr(
    int descriptor, const char *child, const char *name, const void *value, size_t count);
int hostfs_removexattr(int descriptor, const char *child, const char *name);

int hostfs_punch_hole(int descriptor, int64_t offset, int64_t count);
int hostfs_allocate(int descriptor, int64_t offset, int64_t count);
ssize_t hostfs_copy_range(int from, int64_t at, int to, int64_t target, size_t count);
int hostfs_syncfs(int descriptor);
/* chmod(2) and chown(2) of what an O_PATH descriptor names, links not followed. */
int hostfs_chmod(int descriptor, unsigned mode);
/* A new, ordinary descriptor for what an O_PATH descriptor names. */
int hostfs_reopen(int descriptor, int flags);
int hostfs_utimens(int descriptor, const char *child, int64_t access_s, long access_ns,
                   int64_t modification_s, long modification_ns);
int hostfs_major(uint64_t device);
int hostfs_minor(uint64_t device);
uint64_t hostfs_device(uint32_t major, uint32_t minor);
/* pread(2) of what is in memory: EAGAIN instead of waiting for the disk. */
ssize_t hostfs_pread_now(int descriptor, void *buffer, size_t count, int64_t offset);
/* Bytes from the kernel's generator; 0, or -1. */
int hostfs_random(void *buffer, size_t count);

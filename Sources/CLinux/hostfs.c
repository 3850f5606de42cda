/* SPDX-License-Identifier: Apache-2.0
 * File system calls that the Glibc module does not carry. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "hostfs.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <sys/vfs.h>
#include <sys/xattr.h>
#include <dirent.h>
#include <unistd.h>

const int hostfs_o_path = O_PATH, hostfs_o_noatime = O_NOATIME, hostfs_o_tmpfile = O_TMPFILE;
const int hostfs_at_empty_path = AT_EMPTY_PATH, hostfs_at_symlink_follow = AT_SYMLINK_FOLLOW;
const int hostfs_seek_data = SEEK_DATA, hostfs_seek_hole = SEEK_HOLE;
const unsigned hostfs_rename_noreplace = RENAME_NOREPLACE, hostfs_rename_exchange = RENAME_EXCHANGE;
const uint32_t hostfs_has_birth = STATX_BTIME;
const long hostfs_time_now = UTIME_NOW, hostfs_time_omit = UTIME_OMIT;

#define PROC_PATH_BYTES (32 + 256 + 1) /* "/proc/self/fd/N/" and the longest name */

/* The path of a descriptor, or of a child in it, that calls without a descriptor form can take. */
static int proc_path(char path[PROC_PATH_BYTES], int descriptor, const char *child) {
  int n = child ? snprintf(path, PROC_PATH_BYTES, "/proc/self/fd/%d/%s", descriptor, child)
                : snprintf(path, PROC_PATH_BYTES, "/proc/self/fd/%d", descriptor);
  if (n >= PROC_PATH_BYTES) {
    errno = ENAMETOOLONG;
    return -1;
  }
  return 0;
}

int hostfs_statx(int directory, const char *path, int flags, struct hostfs_status *status) {
  struct statx x;
  if (statx(directory, path, flags, STATX_BASIC_STATS | STATX_BTIME, &x) == -1) return -1;
  *status = (struct hostfs_status){
      .mask = x.stx_mask, .mode = x.stx_mode, .nlink = x.stx_nlink, .uid = x.stx_uid,
      .gid = x.stx_gid, .block_bytes = x.stx_blksize,
      .device_major = x.stx_dev_major, .device_minor = x.stx_dev_minor,
      .special_major = x.stx_rdev_major, .special_minor = x.stx_rdev_minor,
      .inode = x.stx_ino, .size = x.stx_size, .blocks = x.stx_blocks, .mount_id = 0,
      .access_s = x.stx_atime.tv_sec, .change_s = x.stx_ctime.tv_sec,
      .modification_s = x.stx_mtime.tv_sec, .birth_s = x.stx_btime.tv_sec,
      .access_ns = x.stx_atime.tv_nsec, .change_ns = x.stx_ctime.tv_nsec,
      .modification_ns = x.stx_mtime.tv_nsec, .birth_ns = x.stx_btime.tv_nsec,
      .attributes = x.stx_attributes, .attributes_mask = x.stx_attributes_mask};
  return 0;
}

int hostfs_fstatfs(int descriptor, struct hostfs_volume *volume) {
  struct statfs s;
  if (fstatfs(descriptor, &s) == -1) return -1;
  uint64_t identifier = 0;
  memcpy(&identifier, &s.f_fsid, sizeof identifier);
  *volume = (struct hostfs_volume){
      .type = (uint64_t)s.f_type, .block_bytes = (uint64_t)s.f_bsize, .blocks = s.f_blocks,
      .blocks_free = s.f_bfree, .blocks_available = s.f_bavail, .files = s.f_files,
      .files_free = s.f_ffree, .identifier = identifier, .name_bytes = (uint64_t)s.f_namelen,
      .flags = (uint64_t)s.f_flags};
  return 0;
}

ssize_t hostfs_getdents(int descriptor, void *buffer, size_t count) {
  return getdents64(descriptor, buffer, count);
}

int hostfs_renameat2(int from, const char *name, int to, const char *target, unsigned flags) {
  return renameat2(from, name, to, target, flags);
}

int hostfs_open_beneath(int directory, const char *path, int flags, unsigned mode) {
  struct open_how how = {
      .flags = (uint64_t)(unsigned)flags, .mode = flags & O_CREAT ? mode : 0,
      .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS};
  return (int)syscall(SYS_openat2, directory, path, &how, sizeof how);
}

int hostfs_name_to_handle(int directory, const char *path, int flags, struct hostfs_handle *handle) {
  union {
    struct file_handle handle;
    char room[sizeof(struct file_handle) + HOSTFS_HANDLE_BYTES];
  } u = {.handle = {.handle_bytes = HOSTFS_HANDLE_BYTES}};
  int mount;
  if (name_to_handle_at(directory, path, &u.handle, &mount, flags) == -1) return -1;
  handle->count = u.handle.handle_bytes;
  handle->type = u.handle.handle_type;
  memset(handle->bytes, 0, sizeof handle->bytes);
  memcpy(handle->bytes, u.room + offsetof(struct file_handle, f_handle), handle->count);
  return 0;
}

int hostfs_open_by_handle(int mount, const struct hostfs_handle *handle, int flags) {
  union {
    struct file_handle handle;
    char room[sizeof(struct file_handle) + HOSTFS_HANDLE_BYTES];
  } u = {.handle = {.handle_bytes = handle->count, .handle_type = handle->type}};
  if (handle->count > HOSTFS_HANDLE_BYTES) {
    errno = EINVAL;
    return -1;
  }
  memcpy(u.room + offsetof(struct file_handle, f_handle), handle->bytes, handle->count);
  return open_by_handle_at(mount, &u.handle, flags);
}

/* The descriptor's own calls are quicker than a path through /proc, and refuse an O_PATH one. */
ssize_t hostfs_getxattr(
    int descriptor, const char *child, const char *name, void *value, size_t count) {
  if (!child) {
    ssize_t size = fgetxattr(descriptor, name, value, count);
    if (size != -1 || errno != EBADF) return size;
  }
  char path[PROC_PATH_BYTES];
  if (proc_path(path, descriptor, child) == -1) return -1;
  return child ? lgetxattr(path, name, value, count) : getxattr(path, name, value, count);
}

ssize_t hostfs_listxattr(int descriptor, const char *child, char *names, size_t count) {
  if (!child) {
    ssize_t size = flistxattr(descriptor, names, count);
    if (size != -1 || errno != EBADF) return size;
  }
  char path[PROC_PATH_BYTES];
  if (proc_path(path, descriptor, child) == -1) return -1;
  return child ? llistxattr(path, names, count) : listxattr(path, names, count);
}

int hostfs_setxattr(
    int descriptor, const char *child, const char *name, const void *value, size_t count) {
  char path[PROC_PATH_BYTES];
  if (proc_path(path, descriptor, child) == -1) return -1;
  return child ? lsetxattr(path, name, value, count, 0) : setxattr(path, name, value, count, 0);
}

int hostfs_removexattr(int descriptor, const char *child, const char *name) {
  char path[PROC_PATH_BYTES];
  if (proc_path(path, descriptor, child) == -1) return -1;
  return child ? lremovexattr(path, name) : removexattr(path, name);
}

int hostfs_punch_hole(int descriptor, int64_t offset, int64_t count) {
  return fallocate(descriptor, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, count);
}

int hostfs_allocate(int descriptor, int64_t offset, int64_t count) {
  return fallocate(descriptor, 0, offset, count);
}

ssize_t hostfs_copy_range(int from, int64_t at, int to, int64_t target, size_t count) {
  loff_t in = at, out = target;
  return copy_file_range(from, &in, to, &out, count, 0);
}

int hostfs_syncfs(int descriptor) { return syncfs(descriptor); }

int hostfs_chmod(int descriptor, unsigned mode) {
  char path[PROC_PATH_BYTES];
  if (proc_path(path, descriptor, NULL) == -1) return -1;
  return chmod(path, mode);
}

int hostfs_reopen(int descriptor, int flags) {
  char path[PROC_PATH_BYTES];
  if (proc_path(path, descriptor, NULL) == -1) return -1;
  return open(path, flags);
}

int hostfs_utimens(int descriptor, const char *child, int64_t access_s, long access_ns,
                   int64_t modification_s, long modification_ns) {
  struct timespec times[2] = {{.tv_sec = access_s, .tv_nsec = access_ns},
                              {.tv_sec = modification_s, .tv_nsec = modification_ns}};
  if (child) return utimensat(descriptor, child, times, AT_SYMLINK_NOFOLLOW);
  return utimensat(descriptor, "", times, AT_EMPTY_PATH);
}

int hostfs_major(uint64_t device) { return (int)major(device); }
int hostfs_minor(uint64_t device) { return (int)minor(device); }
uint64_t hostfs_device(uint32_t major, uint32_t minor) { return makedev(major, minor); }

ssize_t hostfs_pread_now(int descriptor, void *buffer, size_t count, int64_t offset) {
  struct iovec vector = {.iov_base = buffer, .iov_len = count};
  return preadv2(descriptor, &vector, 1, offset, RWF_NOWAIT);
}

int hostfs_random(void *buffer, size_t count) {
  char *at = buffer;
  while (count > 0) {
    ssize_t n = getrandom(at, count, 0);
    if (n == -1 && errno != EINTR) return -1;
    if (n > 0) at += n, count -= (size_t)n;
  }
  return 0;
}

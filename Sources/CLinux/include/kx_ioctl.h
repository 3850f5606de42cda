/* SPDX-License-Identifier: Apache-2.0
 * ioctl and fcntl are variadic, which Swift cannot call. */
#pragma once
#include <fcntl.h>
#include <sys/ioctl.h>

static inline int kx_ioctl(int fd, unsigned long request, void *argument) {
  return ioctl(fd, request, argument);
}

static inline int kx_ioctl_int(int fd, unsigned long request, int *value) {
  return ioctl(fd, request, value);
}

static inline int kx_fcntl_int(int fd, int command, int value) { return fcntl(fd, command, value); }

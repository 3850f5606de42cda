/* SPDX-License-Identifier: Apache-2.0
 * System calls that glibc shows only to programs with _GNU_SOURCE, which Swift's importer lacks. */
#pragma once
#include <stdint.h>
#include <sys/socket.h>

/* poll's bit for "the peer sends no more". */
enum { kx_pollrdhup = 0x2000 };

/* accept4 with SOCK_NONBLOCK and SOCK_CLOEXEC, again after signals. The descriptor, or -1. */
int kx_accept(int fd, struct sockaddr *from, socklen_t *length);

/* Waits for one descriptor. limit in nanoseconds, negative for ever. poll's result; *ready its bits. */
int kx_poll(int fd, short interest, int64_t limit, short *ready);

/* The same, and one more descriptor that ends the wait when it is readable; -1 for none. */
int kx_poll_bell(int fd, short interest, int bell, int64_t limit, short *ready);

/* Names the calling process's thread, at most 15 bytes. */
void kx_name_thread(unsigned long thread, const char *name);

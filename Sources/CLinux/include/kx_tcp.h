/* SPDX-License-Identifier: Apache-2.0
 * The counters of a TCP connection. The kernel's structure may be longer or shorter than any header's,
 * and glibc's stops before the newer fields. */
#pragma once
#include <stdint.h>

struct kx_tcp_path {
  uint32_t rtt_us, min_rtt_us, rcv_rtt_us, segs_in, total_retrans, snd_mss, rcv_mss;
  uint64_t bytes_acked, bytes_received;
};

/* 0, or -1 with errno. Fields that the kernel does not have are 0. */
int kx_tcp_read(int fd, struct kx_tcp_path *path);

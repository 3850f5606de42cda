/* SPDX-License-Identifier: Apache-2.0
 * TCP_INFO by the kernel's own header, which excludes glibc's <netinet/tcp.h>. */
#include "kx_tcp.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

int kx_tcp_read(int fd, struct kx_tcp_path *path) {
  struct tcp_info info;
  socklen_t length = sizeof info;
  memset(&info, 0, sizeof info);
  if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &length) != 0) return -1;
  path->rtt_us = info.tcpi_rtt;
  path->min_rtt_us = info.tcpi_min_rtt;
  path->rcv_rtt_us = info.tcpi_rcv_rtt;
  path->segs_in = info.tcpi_segs_in;
  path->total_retrans = info.tcpi_total_retrans;
  path->snd_mss = info.tcpi_snd_mss;
  path->rcv_mss = info.tcpi_rcv_mss;
  path->bytes_acked = info.tcpi_bytes_acked;
  path->bytes_received = info.tcpi_bytes_received;
  return 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Shared helpers for the background-transport bench programs. */
#ifndef COMMON_H
#define COMMON_H
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#ifndef SO_MAX_PACING_RATE
#define SO_MAX_PACING_RATE 47
#endif
#ifndef SIOCOUTQ
#define SIOCOUTQ 0x5411
#endif
#ifndef SIOCOUTQNSD
#define SIOCOUTQNSD 0x894B
#endif

static inline double now_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec * 1e-9;
}
static inline void die(const char *what) { perror(what); exit(1); }

/* Sleep until an absolute CLOCK_MONOTONIC time. */
static inline void sleep_until(double t) {
    struct timespec ts;
    ts.tv_sec = (time_t)t;
    ts.tv_nsec = (long)((t - (double)ts.tv_sec) * 1e9);
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL) == EINTR) {}
}

static inline int tcp_dial(const char *host, int port, const char *cc, int tos, int prio) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
    struct sockaddr_in a = {0};
    if (fd < 0) die("socket");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (cc && *cc && setsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, cc, strlen(cc)) < 0)
        fprintf(stderr, "TCP_CONGESTION %s: %s\n", cc, strerror(errno));
    if (tos >= 0 && setsockopt(fd, IPPROTO_IP, IP_TOS, &tos, sizeof tos) < 0) perror("IP_TOS");
    /* after IP_TOS: IP_TOS overwrites the socket priority */
    if (prio >= 0 && setsockopt(fd, SOL_SOCKET, SO_PRIORITY, &prio, sizeof prio) < 0) perror("SO_PRIORITY");
    a.sin_family = AF_INET;
    a.sin_port = htons(port);
    if (inet_pton(AF_INET, host, &a.sin_addr) != 1) { fprintf(stderr, "bad address\n"); exit(1); }
    for (int i = 0; i < 50; i++) {
        if (connect(fd, (struct sockaddr *)&a, sizeof a) == 0) return fd;
        if (errno != ECONNREFUSED && errno != EINTR) die("connect");
        usleep(20000);
    }
    die("connect");
    return -1;
}

/* Kernel copy of struct tcp_info may be longer or shorter than ours. */
static inline int get_info(int fd, struct tcp_info *ti) {
    socklen_t l = sizeof *ti;
    memset(ti, 0, sizeof *ti);
    return getsockopt(fd, IPPROTO_TCP, TCP_INFO, ti, &l);
}
#endif

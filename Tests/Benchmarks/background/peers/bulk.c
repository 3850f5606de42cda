/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bulk: a plain bulk sender, no control of its own (foreground flow, and the
 * uncontrolled backup baselines).
 *   bulk -h HOST -p PORT -t SECONDS [-c CC] [-q TOS] [-y SO_PRIORITY] [-R] 
 *     -M  never faster than so many bytes/s (a video-like flow)
 *     -R  receive instead of send (download)
 */
#include "common.h"
int main(int ac, char **av) {
    const char *h = "127.0.0.1", *cc = ""; int port = 0, o, tos = -1, prio = -1, rx = 0; uint64_t cap = 0; double life = 10;
    while ((o = getopt(ac, av, "h:p:t:c:q:y:M:R")) != -1) switch (o) {
        case 'h': h = optarg; break; case 'p': port = atoi(optarg); break; case 't': life = atof(optarg); break;
        case 'c': cc = optarg; break; case 'q': tos = atoi(optarg); break; case 'y': prio = atoi(optarg); break;
        case 'R': rx = 1; break; case 'M': cap = strtoull(optarg, 0, 10); break; default: return 2;
    }
    prctl(PR_SET_PDEATHSIG, SIGTERM); signal(SIGPIPE, SIG_IGN);
    static char buf[65536];
    double end = now_s() + life; long tot = 0;
    int fd = tcp_dial(h, port, cc, tos, prio);
    fcntl(fd, F_SETFL, O_NONBLOCK);
    if (cap) setsockopt(fd, SOL_SOCKET, SO_MAX_PACING_RATE, &cap, sizeof cap);
    while (now_s() < end) {
        struct pollfd p = { fd, rx ? POLLIN : POLLOUT, 0 };
        if (poll(&p, 1, 100) <= 0) continue;
        ssize_t n = rx ? read(fd, buf, sizeof buf) : write(fd, buf, sizeof buf);
        if (n < 0 && errno != EAGAIN) die("bulk");
        if (n == 0) break;
        if (n > 0) tot += n;
    }
    struct tcp_info ti; get_info(fd, &ti);
    printf("bulk bytes %ld retrans %u rtt_ms %.2f\n", tot, ti.tcpi_total_retrans, ti.tcpi_rtt / 1e3);
    /* drop what is still queued, so that the flow really ends now */
    struct linger lg = { 1, 0 }; setsockopt(fd, SOL_SOCKET, SO_LINGER, &lg, sizeof lg);
    close(fd);
    return 0;
}

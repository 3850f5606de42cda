/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink: the server side.  Ends by itself after -t seconds.
 *   sink -t SECONDS -o LOG [-r RRPORT] [-s SOURCEPORT[:CC]] PORT...
 * PORT...: accept, read and discard; every 100 ms one line per connection:
 *          "B time port conn bytes"  (bytes in this interval)
 * RRPORT:  read 4096-byte requests, answer each with 128 bytes.
 * SOURCEPORT: accept and send without end (for download tests).
 */
#include "common.h"
#include <sys/epoll.h>
#define MAXC 256
struct conn { int fd, port, kind, id; long bytes; uint32_t got; };
static struct conn C[MAXC];
static char buf[1 << 18];

int main(int ac, char **av) {
    double life = 60; const char *out = "/dev/null"; int rr = 0, src = 0, o; char srccc[32] = "";
    while ((o = getopt(ac, av, "t:o:r:s:")) != -1) switch (o) {
        case 't': life = atof(optarg); break;
        case 'o': out = optarg; break;
        case 'r': rr = atoi(optarg); break;
        case 's': src = atoi(optarg); if (strchr(optarg, ':')) snprintf(srccc, sizeof srccc, "%s", strchr(optarg, ':') + 1); break;
        default: return 2;
    }
    prctl(PR_SET_PDEATHSIG, SIGTERM); if (nice(-15) == -1 && errno) {}
    signal(SIGPIPE, SIG_IGN);
    FILE *lg = fopen(out, "w");
    if (!lg) die(out);
    int ep = epoll_create1(0), nc = 0, ports[16], np = 0;
    for (int i = optind; i < ac && np < 14; i++) ports[np++] = atoi(av[i]);
    if (rr) ports[np++] = rr;
    if (src) ports[np++] = src;
    for (int i = 0; i < np; i++) {
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;
        struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(ports[i]) };
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
        if (src == ports[i] && *srccc) setsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, srccc, strlen(srccc));
        if (bind(fd, (void *)&a, sizeof a) < 0 || listen(fd, 64) < 0) die("listen");
        C[nc] = (struct conn){ .fd = fd, .port = ports[i], .kind = 0, .id = nc };
        struct epoll_event e = { .events = EPOLLIN, .data.u32 = nc++ };
        epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e);
    }
    printf("ready\n"); fflush(stdout);
    double t0 = now_s(), tick = t0 + 0.1;
    while (now_s() - t0 < life) {
        struct epoll_event ev[32];
        int to = (int)((tick - now_s()) * 1000) + 1;
        int n = epoll_wait(ep, ev, 32, to < 0 ? 0 : to > 100 ? 100 : to);
        double t = now_s();
        for (int i = 0; i < n; i++) {
            struct conn *c = &C[ev[i].data.u32];
            if (c->kind == 0) {
                int fd = accept4(c->fd, NULL, NULL, SOCK_NONBLOCK), one = 1;
                if (fd < 0) continue;
                if (nc >= MAXC) { close(fd); continue; }
                setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
                C[nc] = (struct conn){ .fd = fd, .port = c->port, .id = nc,
                    .kind = c->port == rr ? 2 : c->port == src ? 3 : 1 };
                struct epoll_event e = { .events = c->port == src ? EPOLLOUT | EPOLLRDHUP : EPOLLIN, .data.u32 = nc++ };
                epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e);
                continue;
            }
            if (c->kind == 3) {
                ssize_t r = write(c->fd, buf, 65536);
                if (r > 0) c->bytes += r;
                if ((r < 0 && errno != EAGAIN) || (ev[i].events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR))) { close(c->fd); c->kind = -1; }
                continue;
            }
            ssize_t r = read(c->fd, buf, sizeof buf);
            if (r == 0 || (r < 0 && errno != EAGAIN)) { close(c->fd); if (c->bytes && c->kind == 1) fprintf(lg, "B %.3f %d %d %ld\n", t, c->port, c->id, c->bytes); c->bytes = 0; c->kind = -1; continue; }
            if (r < 0) continue;
            c->bytes += r;
            if (c->kind == 2) {
                c->got += (uint32_t)r;
                while (c->got >= 4096) { c->got -= 4096; if (write(c->fd, buf, 128) < 0) break; }
            }
        }
        t = now_s();
        if (t >= tick) {
            for (int i = 0; i < nc; i++) if (C[i].kind == 1 || C[i].kind == 3)
                { fprintf(lg, "B %.3f %d %d %ld\n", t, C[i].port, C[i].id, C[i].bytes); C[i].bytes = 0; }
            while (tick <= t) tick += 0.1;
        }
    }
    fclose(lg);
    return 0;
}

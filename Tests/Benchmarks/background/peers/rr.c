/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rr: foreground request/reply load, NFS-like.  Each connection sends a 4 KiB
 * request, waits for the 128-byte reply, thinks 0..2*THINK ms, and repeats.
 *   rr -h HOST -p PORT -n CONNS -k THINK_MS -t SECONDS -o LOG [-c CC] [-q TOS] [-z REQUEST_BYTES]
 * LOG: one line per request "R start_time latency_ms".  Summary on stdout.
 */
#include "common.h"
static int cmp(const void *a, const void *b) { double x = *(double *)a, y = *(double *)b; return x < y ? -1 : x > y; }
int main(int ac, char **av) {
    const char *h = "127.0.0.1", *out = 0, *cc = ""; int port = 0, n = 2, o, tos = -1, z = 1; double think = 20, life = 10;
    while ((o = getopt(ac, av, "h:p:n:k:t:o:c:q:z:")) != -1) switch (o) {
        case 'h': h = optarg; break; case 'p': port = atoi(optarg); break;
        case 'n': n = atoi(optarg); break; case 'k': think = atof(optarg); break;
        case 't': life = atof(optarg); break; case 'o': out = optarg; break;
        case 'z': z = atoi(optarg) / 4096; if (z < 1) z = 1; break;
        case 'c': cc = optarg; break; case 'q': tos = atoi(optarg); break;
        default: return 2;
    }
    prctl(PR_SET_TIMERSLACK, 1); prctl(PR_SET_PDEATHSIG, SIGTERM); if (nice(-15) == -1 && errno) {} signal(SIGPIPE, SIG_IGN);
    if (n > 64) n = 64;
    int fd[64]; double start[64], nxt[64]; int wait[64]; uint32_t got[64]; long left[64];
    char req[4096] = {0}, rep[4096];
    double *lat = malloc(sizeof(double) * 1000000); long m = 0;
    FILE *f = out ? fopen(out, "w") : NULL;
    unsigned seed = (unsigned)getpid();
    for (int i = 0; i < n; i++) { fd[i] = tcp_dial(h, port, cc, tos, -1); fcntl(fd[i], F_SETFL, O_NONBLOCK); wait[i] = 0; got[i] = 0; }
    double t0 = now_s(), end = t0 + life;
    for (int i = 0; i < n; i++) nxt[i] = t0 + think * 1e-3 * i / n;
    while (1) {
        double t = now_s();
        if (t >= end) break;
        double soon = end;
        for (int i = 0; i < n; i++) if (!wait[i]) {
            if (nxt[i] <= t) {
                start[i] = now_s();
                wait[i] = 1; got[i] = 0; left[i] = 4096L * z;
            } else if (nxt[i] < soon) soon = nxt[i];
        }
        for (int i = 0; i < n; i++) while (wait[i] && left[i] > 0) {
            ssize_t w = write(fd[i], req, left[i] > 4096 ? 4096 : left[i]);
            if (w < 0) { if (errno == EAGAIN) break; fprintf(stderr, "rr: write\n"); return 1; }
            left[i] -= w;
        }
        struct pollfd p[64];
        for (int i = 0; i < n; i++) p[i] = (struct pollfd){ fd[i], POLLIN | (wait[i] && left[i] > 0 ? POLLOUT : 0), 0 };
        double w = soon - now_s(); if (w < 0) w = 0;
        struct timespec ts = { (time_t)w, (long)((w - (time_t)w) * 1e9) };
        if (ppoll(p, n, &ts, NULL) <= 0) continue;
        for (int i = 0; i < n; i++) if (p[i].revents & ~POLLOUT) {
            ssize_t r = read(fd[i], rep, sizeof rep);
            if (r == 0) { fprintf(stderr, "rr: peer closed\n"); return 1; }
            if (r < 0) continue;
            got[i] += (uint32_t)r;
            if (wait[i] && got[i] >= 128u * z) {
                double e = now_s(), l = (e - start[i]) * 1e3;
                if (m < 1000000) lat[m++] = l;
                if (f) fprintf(f, "R %.4f %.3f\n", start[i], l);
                wait[i] = 0;
                nxt[i] = e + 2 * think * 1e-3 * rand_r(&seed) / RAND_MAX;
            }
        }
    }
    if (f) fclose(f);
    qsort(lat, m, sizeof(double), cmp);
    if (m) printf("rr n %ld p50 %.2f p90 %.2f p99 %.2f max %.2f\n", m, lat[m / 2], lat[m * 9 / 10], lat[m * 99 / 100], lat[m - 1]);
    return 0;
}

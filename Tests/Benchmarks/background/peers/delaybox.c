/* SPDX-License-Identifier: Apache-2.0 */
/*
 * delaybox: a two-port layer-3 delay line.  It makes one TUN device in each of
 * two network namespaces and passes every packet from one to the other after a
 * fixed delay (optionally with random extra delay and random loss), in order.
 * It never limits the rate; the bottleneck is a kernel TBF/HTB in front of it.
 *
 *   delaybox -a NS:TUN -b NS:TUN -d USEC [-j USEC] [-g USEC] [-l PERMILLE] -t SECONDS
 *     -d   one-way delay per direction
 *     -j   extra uniform random delay 0..j per packet, order kept
 *     -g   "Wi-Fi" aggregation: packets leave only in bursts, g/2..3g/2 apart
 *     -l   random loss, in 1/1000, both directions
 *     -D   USEC@SEC: from SEC on the one-way delay is USEC (route change)
 *     -t   life time; the program ends by itself
 */
#include "common.h"
#include <linux/if.h>
#include <linux/if_tun.h>
#include <sched.h>

#define RING 65536
#define MTU 2048
struct pkt { double due; uint16_t len; uint8_t b[MTU]; };
struct dir { int in, out; struct pkt *ring; unsigned h, t; double last, gate; long n, drop; };

static int open_tun(const char *spec) {
    char ns[64], path[128];
    const char *c = strchr(spec, ':');
    if (!c) { fprintf(stderr, "need NS:TUN\n"); exit(1); }
    snprintf(ns, sizeof ns, "%.*s", (int)(c - spec), spec);
    snprintf(path, sizeof path, "/var/run/netns/%s", ns);
    int self = open("/proc/self/ns/net", O_RDONLY), n = open(path, O_RDONLY);
    if (n < 0) die(path);
    if (setns(n, CLONE_NEWNET) < 0) die("setns");
    int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
    if (fd < 0) die("/dev/net/tun");
    struct ifreq r = {0};
    r.ifr_flags = IFF_TUN | IFF_NO_PI;
    snprintf(r.ifr_name, sizeof r.ifr_name, "%s", c + 1);
    if (ioctl(fd, TUNSETIFF, &r) < 0) die("TUNSETIFF");
    if (setns(self, CLONE_NEWNET) < 0) die("setns back");
    close(n); close(self);
    return fd;
}

int main(int ac, char **av) {
    const char *a = 0, *b = 0;
    double d = 0, j = 0, g = 0, life = 60, loss = 0, d2 = -1, d2at = 0;
    int o;
    while ((o = getopt(ac, av, "a:b:d:j:g:l:t:D:")) != -1) switch (o) {
        case 'a': a = optarg; break;
        case 'b': b = optarg; break;
        case 'd': d = atof(optarg) * 1e-6; break;
        case 'j': j = atof(optarg) * 1e-6; break;
        case 'g': g = atof(optarg) * 1e-6; break;
        case 'l': loss = atof(optarg) * 1e-3; break;
        case 't': life = atof(optarg); break;
        case 'D': d2 = atof(optarg) * 1e-6; d2at = strchr(optarg, '@') ? atof(strchr(optarg, '@') + 1) : 0; break;
        default: return 2;
    }
    if (!a || !b) return 2;
    prctl(PR_SET_TIMERSLACK, 1);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    struct sched_param sp = { .sched_priority = 20 };
    if (sched_setscheduler(0, SCHED_FIFO, &sp) < 0) perror("SCHED_FIFO (continuing)");
    struct dir D[2];
    memset(D, 0, sizeof D);
    D[0].in = open_tun(a); D[0].out = open_tun(b);
    D[1].in = D[0].out; D[1].out = D[0].in;
    for (int i = 0; i < 2; i++) if (!(D[i].ring = malloc(sizeof(struct pkt) * RING))) die("malloc");
    printf("ready\n"); fflush(stdout);
    double end = now_s() + life;
    unsigned seed = 1;
    long late = 0; double worst = 0;
    for (;;) {
        double t = now_s(), next = end;
        if (t >= end) break;
        if (d2 >= 0 && t >= end - life + d2at) { d = d2; d2 = -1; }
        for (int i = 0; i < 2; i++) {
            struct dir *x = &D[i];
            while (x->h != x->t && x->ring[x->t % RING].due <= t) {
                struct pkt *p = &x->ring[x->t % RING];
                double l = t - p->due;
                if (l > worst) worst = l;
                if (l > 0.001) late++;
                if (write(x->out, p->b, p->len) < 0) x->drop++;
                x->t++;
            }
            if (x->h != x->t && x->ring[x->t % RING].due < next) next = x->ring[x->t % RING].due;
        }
        struct pollfd pf[2] = { { D[0].in, POLLIN, 0 }, { D[1].in, POLLIN, 0 } };
        double w = next - now_s();
        if (w < 0) w = 0;
        struct timespec ts = { (time_t)w, (long)((w - (time_t)w) * 1e9) };
        if (ppoll(pf, 2, &ts, NULL) <= 0) continue;
        for (int i = 0; i < 2; i++) {
            struct dir *x = &D[i];
            if (!(pf[i].revents & POLLIN)) continue;
            for (int k = 0; k < 64; k++) {
                struct pkt *p = &x->ring[x->h % RING];
                ssize_t n = read(x->in, p->b, MTU);
                if (n <= 0) break;
                if (x->h - x->t >= RING - 1) { x->drop++; continue; }
                if (loss > 0 && rand_r(&seed) < loss * RAND_MAX) continue;
                double due = now_s() + d;
                if (j > 0) due += j * rand_r(&seed) / RAND_MAX;
                if (g > 0) {
                    while (x->gate < due) x->gate = (x->gate < due - 4 * g ? due : x->gate) + g * (0.5 + (double)rand_r(&seed) / RAND_MAX);
                    due = x->gate;
                }
                if (due < x->last) due = x->last;
                x->last = due;
                p->due = due; p->len = (uint16_t)n;
                x->h++; x->n++;
            }
        }
    }
    fprintf(stderr, "delaybox: %ld+%ld packets, late>1ms %ld, worst %.2f ms, dropped %ld\n",
            D[0].n, D[1].n, late, worst * 1e3, D[0].drop + D[1].drop);
    return 0;
}

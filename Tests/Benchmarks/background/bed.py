# SPDX-License-Identifier: Apache-2.0
"""The test bed: three network namespaces, a kernel-shaped bottleneck and a
user-space delay line.

   client ns --veth-- router ns ==TBF or HTB==> TUN --delaybox-- TUN server ns

Without delay a veth pair takes the place of the delay line.

Everything is made by this module, lives for a bounded time and is removed again.
Run as root.  No netem, no fq_codel, no prio qdisc is needed.
"""
import os, signal, subprocess, sys, time

# SIGTERM and SIGINT end the program through the "with" block, so nothing is left behind
for _s in (signal.SIGTERM, signal.SIGINT):
    signal.signal(_s, lambda *a: sys.exit(1))
HERE = os.path.dirname(os.path.abspath(__file__))
B = os.environ.get("BGB_BUILD", os.path.join(HERE, ".build-peers"))
PFX = os.environ.get("BGB_PREFIX", "bgb%d" % os.getpid())
C, R, S = PFX + "c", PFX + "r", PFX + "s"
CIP, SIP = "10.77.1.2", "10.77.2.2"
RT = os.environ.get("BGB_RT", "1") == "1"
P_BULK, P_RR, P_BG, P_BG2, P_SRC, P_SRC2 = 5001, 5002, 5003, 5004, 5005, 5006


def sh(cmd, check=True):
    r = subprocess.run(cmd, shell=True, capture_output=True, text=True)
    if check and r.returncode:
        raise RuntimeError("%s: %s" % (cmd, r.stderr.strip()))
    return r.stdout


class Bed:
    """rate in Mbit/s, buf in ms of FIFO, owd = one-way delay in ms.
    shaper: 'tbf' (one FIFO) or 'htb' (two classes, low one for DSCP CS1/LE)."""

    def __init__(self, rate=50, buf=200, owd=10.0, shaper="tbf", jitter_us=0, agg_us=0, loss=0, life=120,
                 down=None, srv_src_cc="cubic", box=()):
        self.rate, self.buf, self.owd, self.shaper, self.life = rate, buf, owd, shaper, life
        self.jitter_us, self.agg_us, self.loss = jitter_us, agg_us, loss
        self.down = down or rate
        self.src_cc, self.box = srv_src_cc, list(box)
        self.procs = []

    def shape(self, dev, rate, both=True):
        burst = max(3100, int(rate * 1e6 / 8 * 0.001))
        limit = int(rate * 1e6 / 8 * self.buf / 1000)
        x = "ip netns exec %s tc qdisc " % R
        if self.shaper == "tbf":
            sh(x + "replace dev %s root tbf rate %gmbit burst %d limit %d" % (dev, rate, burst, limit + burst))
        else:
            low = max(rate * 0.01, 0.1)
            sh(x + "replace dev %s root handle 1: htb default 10" % dev)
            k = "ip netns exec %s tc class add dev %s " % (R, dev)
            sh(k + "parent 1: classid 1:1 htb rate %gmbit ceil %gmbit burst %d cburst %d" % (rate, rate, burst, burst))
            sh(k + "parent 1:1 classid 1:10 htb rate %gmbit ceil %gmbit prio 0 burst %d cburst %d quantum 3000" % (rate - low, rate, burst, burst))
            sh(k + "parent 1:1 classid 1:20 htb rate %gmbit ceil %gmbit prio 7 burst 3100 cburst 3100 quantum 1514" % (low, rate))
            for c in (10, 20):
                sh(x + "add dev %s parent 1:%d handle %d: bfifo limit %d" % (dev, c, c, limit))
            f = "ip netns exec %s tc filter add dev %s parent 1: protocol ip prio 1 u32 match ip dsfield " % (R, dev)
            sh(f + "0x20 0xfc flowid 1:20")      # CS1
            sh(f + "0x04 0xfc flowid 1:20")      # LE

    def __enter__(self):
        try:
            for n in (C, R, S):
                sh("ip netns add %s" % n)
                sh("ip -n %s link set lo up" % n)
            sh("ip link add c0 netns %s type veth peer name r0 netns %s" % (C, R))
            for n, d in ((C, "c0"), (R, "r0")):
                sh("ip netns exec %s %s/nooffload %s" % (n, B, d))
            if self.owd > 0:
                self.start(None, ["delaybox", "-a", R + ":r1", "-b", S + ":s0", "-d", "%d" % (self.owd * 1000),
                                  "-j", str(self.jitter_us), "-g", str(self.agg_us), "-l", str(self.loss),
                                  "-t", str(self.life)] + self.box, ready=True)
            else:
                sh("ip link add r1 netns %s type veth peer name s0 netns %s" % (R, S))
                for n, d in ((R, "r1"), (S, "s0")):
                    sh("ip netns exec %s %s/nooffload %s" % (n, B, d))
            sh("ip -n %s addr add %s/24 dev c0; ip -n %s link set c0 up; ip -n %s route add default via 10.77.1.1" % (C, CIP, C, C), False)
            sh("ip -n %s addr add 10.77.1.1/24 dev r0; ip -n %s link set r0 up" % (R, R))
            sh("ip -n %s link set c0 up; ip -n %s route replace default via 10.77.1.1" % (C, C))
            sh("ip -n %s addr add 10.77.2.1/24 dev r1; ip -n %s link set r1 up txqueuelen 2000" % (R, R))
            sh("ip -n %s addr add %s/24 dev s0; ip -n %s link set s0 up txqueuelen 2000; ip -n %s route add default via 10.77.2.1" % (S, SIP, S, S))
            sh("ip netns exec %s sysctl -qw net.ipv4.ip_forward=1" % R)
            for n in (C, S):
                sh("ip netns exec %s sysctl -qw net.ipv4.tcp_no_metrics_save=1 "
                   "net.ipv4.tcp_wmem='4096 65536 33554432' net.ipv4.tcp_rmem='4096 131072 33554432'" % n)
            self.shape("r1", self.rate)
            self.shape("r0", self.down)
        except Exception:
            self.__exit__(None, None, None)
            raise
        return self

    def start(self, ns, argv, ready=False):
        a = argv if argv[0].startswith("/") else [os.path.join(B, argv[0])] + argv[1:]
        if ns:
            a = ["ip", "netns", "exec", ns] + a
        def rt():
            # keep other load on the machine out of the measurement
            if RT:
                try:
                    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(10))
                except OSError:
                    pass
        p = subprocess.Popen(a, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=rt)
        self.procs.append(p)
        if ready:
            l = p.stdout.readline()
            if "ready" not in l:
                raise RuntimeError("%s did not start: %s" % (argv[0], p.stderr.read()))
        return p

    def sink(self, t, log):
        return self.start(S, ["sink", "-t", str(t), "-o", log, "-r", str(P_RR), "-s", "%d:%s" % (P_SRC, self.src_cc),
                              str(P_BULK), str(P_BG), str(P_BG2)], ready=True)

    def __exit__(self, *a):
        for p in self.procs:
            if p.poll() is None:
                p.terminate()
        for p in self.procs:
            try:
                p.wait(5)
            except subprocess.TimeoutExpired:
                p.kill()
        for n in (C, R, S):
            sh("ip netns del %s" % n, False)


def read_sink(path):
    """-> {port: [(time, bytes)]}, summed over connections of one port"""
    d = {}
    for l in open(path):
        f = l.split()
        if f[0] == "B":
            d.setdefault(int(f[2]), []).append((float(f[1]), int(f[4])))
    return d


def rate_between(rows, a, b):
    """Mbit/s of rows in (a, b]"""
    s = sum(n for t, n in rows if a < t <= b)
    return s * 8 / (b - a) / 1e6


def read_rr(path):
    return [(float(f[1]), float(f[2])) for f in (l.split() for l in open(path)) if f and f[0] == "R"]


def pct(v, p):
    v = sorted(v)
    return v[min(len(v) - 1, int(len(v) * p / 100))] if v else float("nan")

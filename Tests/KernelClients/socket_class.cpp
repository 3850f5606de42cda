// SPDX-License-Identifier: Apache-2.0
//
// Sockets and mbufs behind classes: statics with constructors and destructors, a guarded local
// static, virtual upcalls, templates, new and delete.
//
// Entry: klass_run.
#include <IOKit/IOLib.h>
extern "C" {
#include <sys/kpi_socket.h>
#include <sys/kpi_mbuf.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/errno.h>
#include <kern/thread_call.h>
}
#include <stddef.h>

class Mutex {
public:
  Mutex() : group(lck_grp_alloc_init("klass", LCK_GRP_ATTR_NULL)), lock_(lck_mtx_alloc_init(group, LCK_ATTR_NULL)) {}
  ~Mutex() { lck_mtx_free(lock_, group); lck_grp_free(group); }
  void lock() { lck_mtx_lock(lock_); }
  void unlock() { lck_mtx_unlock(lock_); }
  lck_mtx_t *raw() { return lock_; }
private:
  lck_grp_t *group;
  lck_mtx_t *lock_;
  Mutex(const Mutex &);
};
struct Guard { Mutex &m; Guard(Mutex &m) : m(m) { m.lock(); } ~Guard() { m.unlock(); } };

static Mutex gMutex;           // static constructor
static int gConstructed = 42 + (int)sizeof(gMutex);

template <typename T, size_t N> class Ring {
  T items[N]; size_t head, count;
public:
  Ring() : head(0), count(0) {}
  bool push(T t) { if (count == N) return false; items[(head + count++) % N] = t; return true; }
  bool pop(T &t) { if (!count) return false; t = items[head]; head = (head + 1) % N; count--; return true; }
};

class Handler { public: virtual ~Handler() {} virtual void readable(socket_t so) = 0; virtual const char *name() const = 0; };

class KSocket {
public:
  KSocket(Handler *h = NULL) : so(NULL), handler(h) {}
  ~KSocket() { close(); }
  errno_t open(int type) {
    errno_t e = sock_socket(PF_INET, type, 0, handler ? &KSocket::upcall : NULL, this, &so);
    if (!e && handler) { int on = 1; sock_setsockopt(so, SOL_SOCKET, SO_UPCALLCLOSEWAIT, &on, sizeof on); }
    return e;
  }
  void close() { if (so) { sock_shutdown(so, SHUT_RDWR); sock_close(so); so = NULL; } }
  errno_t bindAny(sockaddr_in &sin) {
    bzero(&sin, sizeof sin); sin.sin_len = sizeof sin; sin.sin_family = AF_INET; sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    errno_t e = sock_bind(so, reinterpret_cast<struct sockaddr *>(&sin));
    return e ? e : sock_getsockname(so, (struct sockaddr *)&sin, sizeof sin);
  }
  errno_t send(mbuf_t m, const sockaddr_in *to) { size_t n; msghdr h = {}; h.msg_name = (void *)to; h.msg_namelen = to ? to->sin_len : 0; return sock_sendmbuf(so, to ? &h : 0, m, 0, &n); }
  socket_t raw() const { return so; }
private:
  static void upcall(socket_t s, void *cookie, int) { KSocket *me = static_cast<KSocket *>(cookie); if (me->handler) me->handler->readable(s); }
  socket_t so;
  Handler *handler;
};

class Collector : public Handler {
public:
  Ring<mbuf_t, 16> ring; int seen;
  Collector() : seen(0) {}
  ~Collector() { mbuf_t m; while (ring.pop(m)) mbuf_freem(m); }
  virtual const char *name() const { static const char *const n = "collector"; return n; }
  virtual void readable(socket_t s) {
    mbuf_t m = NULL; size_t len = 65536;
    while (sock_receivembuf(s, NULL, &m, MSG_DONTWAIT, &len) == 0 && m) {
      Guard g(gMutex);
      if (!ring.push(m)) mbuf_freem(m);
      seen++; wakeup(&seen); m = NULL; len = 65536;
    }
  }
};

namespace { struct Counter { SInt32 n; Counter() : n(gConstructed) {} ~Counter() {} }; Counter &counter() { static Counter c; return c; } }

extern "C" int klass_run(int, char **) {
  Collector *collector = new Collector;
  KSocket *server = new KSocket(collector), client;
  sockaddr_in at;
  if (errno_t e = server->open(SOCK_DGRAM)) return e;
  if (errno_t e = server->bindAny(at)) return e;
  if (errno_t e = client.open(SOCK_DGRAM)) return e;
  for (int i = 0; i < 10; i++) {
    mbuf_t m;
    if (mbuf_allocpacket(MBUF_WAITOK, 3000, NULL, &m)) return ENOMEM;
    UInt8 *junk = new UInt8[3000];
    memset(junk, i, 3000);
    mbuf_copyback(m, 0, 3000, junk, MBUF_WAITOK);
    delete[] junk;
    if (errno_t e = client.send(m, &at)) { IOLog("send %d\n", e); return e; }
  }
  gMutex.lock();
  while (collector->seen < 10) { timespec ts = {2, 0}; if (msleep(&collector->seen, gMutex.raw(), PWAIT, "klass", &ts) == EWOULDBLOCK) break; }
  int seen = collector->seen;
  gMutex.unlock();
  OSAddAtomic(1, &counter().n);
  IOLog("%s saw %d, %d\n", collector->name(), seen, (int)counter().n);
  server->close();
  delete server;
  delete collector;
  return seen == 10 ? 0 : 5;
}

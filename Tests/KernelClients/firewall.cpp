// SPDX-License-Identifier: Apache-2.0
//
// A firewall in C++: one object, static callbacks, every slot of the filter's record filled by
// position, a kernel control over which a process sets the port to refuse.
//
// Entry: firewall_run.
extern "C" {
#include <sys/systm.h>
#include <sys/kpi_socketfilter.h>
#include <sys/kern_control.h>
#include <netinet/in.h>
#include <kface/harness.h>
}
#include <IOKit/IOLib.h>
#include <libkern/OSAtomic.h>

#define FIREWALL_NAME "org.example.firewall"

namespace {

struct Cookie {
  pid_t owner;
  Cookie *next;
};

class Firewall {
 public:
  bool start();
  bool stop();
  SInt32 refused, allowed, attached, options, accepted, notified, bytes;

 private:
  static sflt_filter filter;
  static kern_ctl_reg registration;
  kern_ctl_ref control;
  IOLock *lock;
  u_int16_t blocked;
  Cookie *cookies;
  bool gone;

  static void Unregistered(sflt_handle handle);
  static errno_t Attach(void **cookie, socket_t so);
  static void Detach(void *cookie, socket_t so);
  static void Notify(void *cookie, socket_t so, sflt_event_t event, void *param);
  static int GetPeerName(void *cookie, socket_t so, struct sockaddr **sa);
  static int GetSockName(void *cookie, socket_t so, struct sockaddr **sa);
  static errno_t DataIn(void *cookie, socket_t so, const sockaddr *from, mbuf_t *data,
                        mbuf_t *control, sflt_data_flag_t flags);
  static errno_t DataOut(void *cookie, socket_t so, const sockaddr *to, mbuf_t *data,
                         mbuf_t *control, sflt_data_flag_t flags);
  static errno_t ConnectIn(void *cookie, socket_t so, const sockaddr *from);
  static errno_t ConnectOut(void *cookie, socket_t so, const sockaddr *to);
  static errno_t Bind(void *cookie, socket_t so, const sockaddr *to);
  static errno_t SetOption(void *cookie, socket_t so, sockopt_t option);
  static errno_t GetOption(void *cookie, socket_t so, sockopt_t option);
  static errno_t Listen(void *cookie, socket_t so);
  static errno_t Ioctl(void *cookie, socket_t so, unsigned long request, const char *argument);
  static errno_t Accept(void *cookie, socket_t listener, socket_t so, const struct sockaddr *local,
                        const struct sockaddr *remote);
  static errno_t Connected(kern_ctl_ref ref, struct sockaddr_ctl *sac, void **unit);
  static errno_t Disconnected(kern_ctl_ref ref, u_int32_t number, void *unit);
  static errno_t Told(kern_ctl_ref ref, u_int32_t number, void *unit, mbuf_t m, int flags);
} firewall;

sflt_filter Firewall::filter = {
  0x46495245, SFLT_GLOBAL | SFLT_EXTENDED, (char *)FIREWALL_NAME,
  Unregistered, Attach, Detach, Notify, GetPeerName, GetSockName, DataIn, DataOut, ConnectIn,
  ConnectOut, Bind, SetOption, GetOption, Listen, Ioctl,
  {sizeof(sflt_filter::sflt_filter_ext), Accept, {NULL, NULL, NULL, NULL, NULL}}};

kern_ctl_reg Firewall::registration = {
  FIREWALL_NAME, 0, 0, 0, 8 * 1024, 8 * 1024, Connected, Disconnected, Told, NULL, NULL};

void Firewall::Unregistered(sflt_handle) {
  IOLockLock(firewall.lock);
  firewall.gone = true;
  IOLockWakeup(firewall.lock, &firewall.gone, false);
  IOLockUnlock(firewall.lock);
}
errno_t Firewall::Attach(void **cookie, socket_t) {
  Cookie *made = new Cookie;
  if (made == NULL) return ENOMEM;
  made->owner = proc_selfpid();
  IOLockLock(firewall.lock);
  made->next = firewall.cookies;
  firewall.cookies = made;
  IOLockUnlock(firewall.lock);
  OSIncrementAtomic(&firewall.attached);
  *cookie = made;
  return KERN_SUCCESS;
}
void Firewall::Detach(void *cookie, socket_t) {
  IOLockLock(firewall.lock);
  for (Cookie **link = &firewall.cookies; *link; link = &(*link)->next)
    if (*link == cookie) {
      *link = (*link)->next;
      break;
    }
  IOLockUnlock(firewall.lock);
  delete static_cast<Cookie *>(cookie);
}
void Firewall::Notify(void *, socket_t, sflt_event_t event, void *) {
  if (event == sock_evt_connected) OSIncrementAtomic(&firewall.notified);
}
int Firewall::GetPeerName(void *, socket_t, struct sockaddr **) { return 0; }
int Firewall::GetSockName(void *, socket_t, struct sockaddr **) { return 0; }
errno_t Firewall::DataIn(void *, socket_t, const sockaddr *, mbuf_t *data, mbuf_t *,
                         sflt_data_flag_t) {
  OSAddAtomic(static_cast<SInt32>(mbuf_pkthdr_len(*data)), &firewall.bytes);
  return 0;
}
errno_t Firewall::DataOut(void *, socket_t so, const sockaddr *to, mbuf_t *, mbuf_t *,
                          sflt_data_flag_t) {
  // Connected: the peer's name is asked for from inside the callback.
  struct sockaddr_in6 peer;
  return to == NULL ? sock_getpeername(so, (struct sockaddr *)&peer, sizeof(peer)) : 0;
}
errno_t Firewall::ConnectIn(void *, socket_t, const sockaddr *) { return 0; }
errno_t Firewall::ConnectOut(void *, socket_t, const sockaddr *to) {
  u_int16_t port = ntohs(((const struct sockaddr_in *)to)->sin_port);
  if (port != firewall.blocked) {
    OSIncrementAtomic(&firewall.allowed);
    return 0;
  }
  OSIncrementAtomic(&firewall.refused);
  return ECONNREFUSED;
}
errno_t Firewall::Bind(void *, socket_t, const sockaddr *to) {
  return to->sa_family == AF_INET ? 0 : EAFNOSUPPORT;
}
errno_t Firewall::SetOption(void *, socket_t, sockopt_t option) {
  if (sockopt_level(option) == SOL_SOCKET && sockopt_name(option) == SO_KEEPALIVE)
    OSIncrementAtomic(&firewall.options);
  return 0;
}
errno_t Firewall::GetOption(void *, socket_t, sockopt_t) { return 0; }
errno_t Firewall::Listen(void *, socket_t) { return 0; }
errno_t Firewall::Ioctl(void *, socket_t, unsigned long, const char *) { return 0; }
errno_t Firewall::Accept(void *, socket_t, socket_t, const struct sockaddr *local,
                         const struct sockaddr *remote) {
  if (local->sa_family != remote->sa_family) return EAFNOSUPPORT;
  OSIncrementAtomic(&firewall.accepted);
  return 0;
}

errno_t Firewall::Connected(kern_ctl_ref, struct sockaddr_ctl *sac, void **unit) {
  *unit = new u_int32_t(sac->sc_unit);
  return *unit ? 0 : ENOMEM;
}
errno_t Firewall::Disconnected(kern_ctl_ref, u_int32_t, void *unit) {
  delete static_cast<u_int32_t *>(unit);
  return 0;
}
errno_t Firewall::Told(kern_ctl_ref ref, u_int32_t number, void *, mbuf_t m, int) {
  u_int16_t port;
  errno_t error = mbuf_copydata(m, 0, sizeof(port), &port);
  if (!error) firewall.blocked = port;
  mbuf_freem(m);
  return error ? error : ctl_enqueuedata(ref, number, &port, sizeof(port), CTL_DATA_EOR);
}

bool Firewall::start() {
  lock = IOLockAlloc();
  if (lock == NULL) return false;
  if (sflt_register(&filter, PF_INET, SOCK_STREAM, IPPROTO_TCP) != 0) return false;
  return ctl_register(&registration, &control) == 0;
}
bool Firewall::stop() {
  if (ctl_deregister(control) != 0 || sflt_unregister(filter.sf_handle) != 0) return false;
  IOLockLock(lock);
  while (!gone) IOLockSleep(lock, &gone, THREAD_UNINT);
  bool clean = cookies == NULL;
  IOLockUnlock(lock);
  IOLockFree(lock);
  return clean;
}

errno_t dial(u_int16_t port, char *answer, size_t room) {
  struct sockaddr_in sin;
  socket_t so;
  int on = 1;
  bzero(&sin, sizeof(sin));
  sin.sin_len = sizeof(sin);
  sin.sin_family = AF_INET;
  sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  sin.sin_port = htons(port);
  errno_t error = sock_socket(PF_INET, SOCK_STREAM, IPPROTO_TCP, NULL, NULL, &so);
  if (error) return error;
  error = sock_setsockopt(so, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
  if (!error) error = sock_connect(so, (struct sockaddr *)&sin, 0);
  struct iovec vector = {answer, room};
  struct msghdr message;
  bzero(&message, sizeof(message));
  message.msg_iov = &vector;
  message.msg_iovlen = 1;
  size_t got = 0;
  if (!error) error = sock_receive(so, &message, MSG_WAITALL, &got);
  sock_close(so);
  return error ? error : got == room ? 0 : EMSGSIZE;
}

void serve(void *listener, wait_result_t) {
  socket_t so;
  if (sock_accept(static_cast<socket_t>(listener), NULL, 0, 0, NULL, NULL, &so) == 0) {
    struct iovec vector = {(void *)"open", 4};
    struct msghdr message;
    bzero(&message, sizeof(message));
    message.msg_iov = &vector;
    message.msg_iovlen = 1;
    size_t sent;
    sock_send(so, &message, 0, &sent);
    sock_close(so);
  }
  sock_release(static_cast<socket_t>(listener));
}

errno_t listenAnywhere(socket_t *listener, u_int16_t *port) {
  struct sockaddr_in sin;
  bzero(&sin, sizeof(sin));
  sin.sin_len = sizeof(sin);
  sin.sin_family = AF_INET;
  sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  errno_t error = sock_socket(PF_INET, SOCK_STREAM, IPPROTO_TCP, NULL, NULL, listener);
  if (error) return error;
  error = sock_bind(*listener, (struct sockaddr *)&sin);
  if (!error) error = sock_listen(*listener, 1);
  if (!error) error = sock_getsockname(*listener, (struct sockaddr *)&sin, sizeof(sin));
  *port = ntohs(sin.sin_port);
  return error;
}

}  // namespace

extern "C" int firewall_run(void) {
  socket_t listener;
  u_int16_t port = 0, echoed = 0;
  char answer[4];
  thread_t thread;
  if (!firewall.start()) return EBUSY;
  errno_t error = listenAnywhere(&listener, &port);
  if (!error) {
    sock_retain(listener);
    if (kernel_thread_start(serve, listener, &thread) != KERN_SUCCESS) return ENOMEM;
    thread_deallocate(thread);
    error = dial(port, answer, sizeof(answer));
  }
  int unit = kface_control_connect(FIREWALL_NAME);
  if (!error) error = kface_control_send(FIREWALL_NAME, unit, &port, sizeof(port));
  if (!error && (kface_control_read(FIREWALL_NAME, unit, &echoed, sizeof(echoed)) != 2 ||
                 echoed != port))
    error = EBADMSG;
  if (!error && dial(port, answer, sizeof(answer)) != ECONNREFUSED) error = EISCONN;
  kface_control_disconnect(FIREWALL_NAME, unit);
  sock_close(listener);
  if (!firewall.stop() && !error) error = EBUSY;
  if (!error && (firewall.refused != 1 || firewall.allowed != 1 || firewall.attached != 4 ||
                 firewall.options != 2 || firewall.accepted != 1 || firewall.bytes != 4 ||
                 firewall.notified < 1))
    error = EPROTO;
  IOLog("firewall: %d, %d refused, %d allowed, %d attached, %d options, %d accepted, %d bytes, %d connected\n",
        error, (int)firewall.refused, (int)firewall.allowed, (int)firewall.attached,
        (int)firewall.options, (int)firewall.accepted, (int)firewall.bytes, (int)firewall.notified);
  return error;
}

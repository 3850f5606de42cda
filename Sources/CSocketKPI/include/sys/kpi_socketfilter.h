/* SPDX-License-Identifier: Apache-2.0
 *
 * Socket filters: code that watches, changes, delays or swallows what goes through a socket.
 *
 * Filters are asked newest first. A callback that returns 0 lets the operation go on; EJUSTRETURN
 * means that the filter has dealt with it, and the caller sees success; any other value makes the
 * operation fail with it. Callbacks run under no lock of the library, may run on several threads at
 * once, and may be null except attach and detach.
 */
#ifndef SOCKETKPI_SYS_KPI_SOCKETFILTER_H
#define SOCKETKPI_SYS_KPI_SOCKETFILTER_H

#include <sys/kpi_types.h>

KPI_BEGIN_DECLS

/* How a filter is attached. */
#define SFLT_GLOBAL 0x01            /* to every new socket of its protocol */
#define SFLT_PROG 0x02              /* only on request: sflt_attach or SO_NKE */
#define SFLT_EXTENDED 0x04          /* the record has its extension part */
#define SFLT_EXTENDED_REGISTRY 0x08 /* also to the sockets that exist */
typedef uint32_t sflt_flags;

/* Names a filter: unique, never 0. */
typedef uint32_t sflt_handle;

/* What sf_notify is told. For shutdown the parameter points at the int `how`. */
enum {
  sock_evt_connecting = 1,
  sock_evt_connected = 2,
  sock_evt_disconnecting = 3,
  sock_evt_disconnected = 4,
  sock_evt_flush_read = 5,
  sock_evt_shutdown = 6,
  sock_evt_cantrecvmore = 7,
  sock_evt_cantsendmore = 8,
  sock_evt_closing = 9,
  sock_evt_bound = 10
};
typedef uint32_t sflt_event_t;

enum { sock_data_filt_flag_oob = 1, sock_data_filt_flag_record = 2 };
typedef uint32_t sflt_data_flag_t;

/* An option on its way; good during the callback only. */
typedef struct sockopt *sockopt_t;
enum { sockopt_get = 1, sockopt_set = 2 };
typedef uint8_t sockopt_dir;

/* The last reference to an unregistered filter is gone. Any thread. */
typedef void (*sf_unregistered_func)(sflt_handle handle);
/* Attached to a socket; *cookie is handed to every other callback. An error refuses, without detach. */
typedef errno_t (*sf_attach_func)(void **cookie, socket_t so);
/* Exactly once after a successful attach. */
typedef void (*sf_detach_func)(void *cookie, socket_t so);
/* After a change of state. */
typedef void (*sf_notify_func)(void *cookie, socket_t so, sflt_event_t event, void *param);
/* Kept in the record for its layout; name calls of this interface do not consult filters. */
typedef int (*sf_getpeername_func)(void *cookie, socket_t so, struct sockaddr **sa);
typedef int (*sf_getsockname_func)(void *cookie, socket_t so, struct sockaddr **sa);
/* Before data enters the receive queue. The chains may be changed or replaced. EJUSTRETURN: the
 * filter owns them now; another error: they are freed. Either way nothing is queued. */
typedef errno_t (*sf_data_in_func)(void *cookie, socket_t so, const struct sockaddr *from,
                                   mbuf_t *data, mbuf_t *control, sflt_data_flag_t flags);
/* Before data is given to the protocol; the same rules. */
typedef errno_t (*sf_data_out_func)(void *cookie, socket_t so, const struct sockaddr *to,
                                    mbuf_t *data, mbuf_t *control, sflt_data_flag_t flags);
/* A connection arrived on a listener; anything but 0 refuses it silently. */
typedef errno_t (*sf_connect_in_func)(void *cookie, socket_t so, const struct sockaddr *from);
/* Before the protocol connects. *to is a copy that may be changed in place: the connection goes to
 * what it holds afterwards. */
typedef errno_t (*sf_connect_out_func)(void *cookie, socket_t so, const struct sockaddr *to);
typedef errno_t (*sf_bind_func)(void *cookie, socket_t so, const struct sockaddr *to);
typedef errno_t (*sf_setoption_func)(void *cookie, socket_t so, sockopt_t opt);
typedef errno_t (*sf_getoption_func)(void *cookie, socket_t so, sockopt_t opt);
typedef errno_t (*sf_listen_func)(void *cookie, socket_t so);
typedef errno_t (*sf_ioctl_func)(void *cookie, socket_t so, unsigned long request,
                                 const char *argp);
/* A connection is about to be handed over. EJUSTRETURN: handed over defunct; an error: closed, and
 * accept fails with it. */
typedef errno_t (*sf_accept_func)(void *cookie, socket_t so_listen, socket_t so,
                                  const struct sockaddr *local, const struct sockaddr *remote);

/* A filter. Initialised by position in the wild: the order of the members is contract. */
struct sflt_filter {
  sflt_handle sf_handle;
  int sf_flags;
  char *sf_name; /* kept, not copied */
  sf_unregistered_func sf_unregistered;
  sf_attach_func sf_attach;
  sf_detach_func sf_detach;
  sf_notify_func sf_notify;
  sf_getpeername_func sf_getpeername;
  sf_getsockname_func sf_getsockname;
  sf_data_in_func sf_data_in;
  sf_data_out_func sf_data_out;
  sf_connect_in_func sf_connect_in;
  sf_connect_out_func sf_connect_out;
  sf_bind_func sf_bind;
  sf_setoption_func sf_setoption;
  sf_getoption_func sf_getoption;
  sf_listen_func sf_listen;
  sf_ioctl_func sf_ioctl;
  /* Read only with SFLT_EXTENDED, and of it sf_ext_len bytes. */
  struct sflt_filter_ext {
    unsigned int sf_ext_len;
    sf_accept_func sf_ext_accept;
    void *sf_ext_rsvd[5];
  } sf_ext;
};
#define sf_len sf_ext.sf_ext_len
#define sf_accept sf_ext.sf_ext_accept

/* The record of SO_NKE. */
struct so_nke {
  uint32_t nke_handle;
  uint32_t nke_where;
  int32_t nke_flags;
  uint32_t reserved[4];
};

/* Makes a filter known for a protocol. ENOENT no such protocol; EINVAL no attach, detach, handle or
 * name; EEXIST the handle is taken; ENOBUFS. */
errno_t sflt_register(const struct sflt_filter *filter, int domain, int type, int protocol);

/* Takes it back: detached everywhere, then sf_unregistered. ENOENT. */
errno_t sflt_unregister(sflt_handle handle);

/* Attaches by hand. EINVAL null, 0 or unknown; EEXIST attached already; or what sf_attach says. */
errno_t sflt_attach(socket_t so, sflt_handle handle);

/* Detaches. 0 even when it was not attached; EINVAL null or 0. */
errno_t sflt_detach(socket_t so, sflt_handle handle);

/* Puts data in front of the reader, through the filters again. On success the chains are taken, even
 * if a filter or a full queue dropped them; after an error they are still the caller's.
 * EINVAL null; ENOTSUP the oob flag. */
errno_t sock_inject_data_in(socket_t so, const struct sockaddr *from, mbuf_t data, mbuf_t control,
                            sflt_data_flag_t flags);

/* Sends data, through the filters again, all or nothing. Permitted within sf_data_out of the same
 * socket. The chains are taken in every case. */
errno_t sock_inject_data_out(socket_t so, const struct sockaddr *to, mbuf_t data, mbuf_t control,
                             sflt_data_flag_t flags);

/* What the option is. */
sockopt_dir sockopt_direction(sockopt_t sopt);
int sockopt_level(sockopt_t sopt);
int sockopt_name(sockopt_t sopt);
size_t sockopt_valsize(sockopt_t sopt);

/* Reads `length` bytes of its value. EINVAL the value is shorter. */
errno_t sockopt_copyin(sockopt_t sopt, void *data, size_t length);

/* Writes the value, at most as much as there is room for. */
errno_t sockopt_copyout(sockopt_t sopt, void *data, size_t length);

KPI_END_DECLS

#ifdef KPI_CALL_SITES
#include <sys/kpi_socketfilter_call_sites.h>
#endif

#endif /* SOCKETKPI_SYS_KPI_SOCKETFILTER_H */

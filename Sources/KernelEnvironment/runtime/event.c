/* SPDX-License-Identifier: Apache-2.0
 *
 * Kernel events: sockets of PF_SYSTEM that receive what kev_msg_post posts, as far as their filter
 * wants it. Such a socket is a datagram socket on the loopback, connected to the poster's, so
 * that upcalls, time-outs and blocking are those of every other socket.
 */
#include "sockets.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { DATAGRAM = 2, D_PF_INET = 2 };
enum { FIRST_VENDOR = 1000, MOST_VENDORS = 64, VENDOR_TEXT = 200, VECTORS = 5, MOST_BYTES = 4096 };
enum {
  GET_ID = 0x40046501, SET_FILTER = (int)0x800c6502, GET_FILTER = 0x400c6503,
  GET_VENDOR = (int)0xc0cc6504
};

struct request {
  uint32_t vendor, class_, subclass;
};
struct kface_event_socket {
  struct kface_event_socket *next;
  struct request wanted;
  struct sockaddr_in address;
};
struct header {
  uint32_t total_size;
  struct request from;
  uint32_t id, code;
};
struct message {
  struct request from;
  uint32_t code;
  struct {
    uint32_t length;
    const void *bytes;
  } vectors[VECTORS];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct kface_event_socket *all;
static char vendors[MOST_VENDORS][VENDOR_TEXT];
static uint32_t last_id;
static int poster = -1;
static struct sockaddr_in poster_address;

static bool open_poster(void) {
  if (poster >= 0) return true;
  poster = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  poster_address = (struct sockaddr_in){.sin_family = AF_INET,
                                        .sin_addr = {htonl(INADDR_LOOPBACK)}};
  socklen_t length = sizeof poster_address;
  return poster >= 0 &&
         bind(poster, (struct sockaddr *)&poster_address, sizeof poster_address) == 0 &&
         getsockname(poster, (struct sockaddr *)&poster_address, &length) == 0;
}

/* Darwin's form of an IPv4 address. */
static void darwin(const struct sockaddr_in *host, uint8_t address[16]) {
  memset(address, 0, 16);
  address[0] = 16;
  address[1] = D_PF_INET;
  memcpy(address + 2, &host->sin_port, 2);
  memcpy(address + 4, &host->sin_addr, 4);
}

static int prepare(socket_t so, struct kface_event_socket *event) {
  struct sockaddr_in any = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
  uint8_t address[16];
  darwin(&any, address);
  int error = kface_sockets->bind(so, address);
  if (!error) error = kface_sockets->getname(so, 0, address, sizeof address);
  event->address = any;
  memcpy(&event->address.sin_port, address + 2, 2);
  darwin(&poster_address, address);
  return error ? error : kface_sockets->connect(so, address, 0);
}

int kface_event_create(int type, int protocol, kface_upcall callback, void *cookie, socket_t *made,
                       struct kface_event_socket **event) {
  if (type != KFACE_EVENT_TYPE || protocol != KFACE_EVENT_PROTOCOL) return D_EPROTONOSUPPORT;
  struct kface_event_socket *created = calloc(1, sizeof *created);
  if (!created) return D_ENOBUFS;
  created->wanted.vendor = UINT32_MAX; /* nothing, until a filter is set */
  pthread_mutex_lock(&lock);
  bool ready = open_poster();
  pthread_mutex_unlock(&lock);
  int error = ready ? kface_sockets->create(D_PF_INET, DATAGRAM, 0, callback, cookie, made)
                    : D_ENOBUFS;
  if (!error && (error = prepare(*made, created)) != 0) {
    kface_sockets->close(*made);
    *made = NULL;
  }
  if (error) {
    free(created);
    return error;
  }
  pthread_mutex_lock(&lock);
  created->next = all;
  all = created;
  pthread_mutex_unlock(&lock);
  *event = created;
  return 0;
}

void kface_event_closed(struct kface_event_socket *event) {
  pthread_mutex_lock(&lock);
  struct kface_event_socket **link = &all;
  while (*link && *link != event) link = &(*link)->next;
  if (*link) *link = event->next;
  pthread_mutex_unlock(&lock);
  free(event);
}

static uint32_t vendor_code(const char *name) {
  for (unsigned i = 0; i < MOST_VENDORS; i++) {
    if (!vendors[i][0]) snprintf(vendors[i], sizeof vendors[i], "%s", name);
    if (!strcmp(vendors[i], name)) return FIRST_VENDOR + i;
  }
  return 0;
}
int kface_kev_vendor_code_find(const char *vendor, uint32_t *code) {
  if (!vendor || !code || strlen(vendor) >= VENDOR_TEXT) return D_EINVAL;
  pthread_mutex_lock(&lock);
  *code = vendor_code(vendor);
  pthread_mutex_unlock(&lock);
  return *code ? 0 : D_ENOMEM;
}

/* False when the request is none of an event socket's own. */
bool kface_event_control(struct kface_event_socket *event, unsigned long request, void *argument,
                         int *error) {
  *error = 0;
  if ((int)request == GET_VENDOR) {
    char *text = (char *)argument + 4;
    text[VENDOR_TEXT - 1] = 0;
    *error = kface_kev_vendor_code_find(text, argument);
    return true;
  }
  pthread_mutex_lock(&lock);
  bool known = true;
  switch ((int)request) {
    case GET_ID: memcpy(argument, &last_id, sizeof last_id); break;
    case SET_FILTER: memcpy(&event->wanted, argument, sizeof event->wanted); break;
    case GET_FILTER: memcpy(argument, &event->wanted, sizeof event->wanted); break;
    default: known = false;
  }
  pthread_mutex_unlock(&lock);
  return known;
}

/* A class counts under a vendor, a subclass under a class; 0 stands for any. */
static bool wants(const struct request *wanted, const struct request *from) {
  if (!wanted->vendor) return true;
  if (wanted->vendor != from->vendor) return false;
  if (!wanted->class_) return true;
  if (wanted->class_ != from->class_) return false;
  return !wanted->subclass || wanted->subclass == from->subclass;
}

/* A vector of no bytes ends the list. */
static size_t gather(const struct message *message, uint8_t *bytes) {
  size_t at = sizeof(struct header);
  for (unsigned i = 0; i < VECTORS && message->vectors[i].length; i++) {
    if (at + message->vectors[i].length > MOST_BYTES) return 0;
    memcpy(bytes + at, message->vectors[i].bytes, message->vectors[i].length);
    at += message->vectors[i].length;
  }
  return at;
}

static int post(const struct message *message) {
  uint8_t bytes[MOST_BYTES];
  size_t length = gather(message, bytes);
  if (!length) return D_EMSGSIZE;
  if (kface_memory_sockets()) return 0; /* the script says what arrives */
  pthread_mutex_lock(&lock);
  struct header header = {(uint32_t)length, message->from, ++last_id, message->code};
  memcpy(bytes, &header, sizeof header);
  for (struct kface_event_socket *event = all; event; event = event->next)
    if (wants(&event->wanted, &message->from))
      (void)sendto(poster, bytes, length, 0, (struct sockaddr *)&event->address,
                   sizeof event->address);
  pthread_mutex_unlock(&lock);
  return 0;
}

/* Only vendors who asked for a code may post; the kernel's own events are the harness's. */
int kface_kev_msg_post(const struct message *message) {
  if (!message || message->from.vendor < FIRST_VENDOR ||
      message->from.vendor >= FIRST_VENDOR + MOST_VENDORS)
    return D_EINVAL;
  return post(message);
}
int kface_event_post(const struct message *message) { return message ? post(message) : D_EINVAL; }

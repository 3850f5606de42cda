/* SPDX-License-Identifier: Apache-2.0
 *
 * Kernel controls. A client registers a name; the harness connects to it, sends, and reads what
 * the client enqueued.
 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/kpi_mbuf.h>

enum { NAME = 96, MOST = 16, UNITS = 16, ROOM = 65536 };

struct kface_control_registration {
  char name[NAME];
  uint32_t id, unit, flags, send_size, receive_size;
  int (*connect)(void *, void *, void **);
  int (*disconnect)(void *, uint32_t, void *);
  int (*send)(void *, uint32_t, void *, mbuf_t, int);
  int (*set_option)(void *, uint32_t, void *, int, void *, size_t);
  int (*get_option)(void *, uint32_t, void *, int, void *, size_t *);
};

struct unit {
  bool connected;
  void *info;
  uint8_t *bytes; /* what the client enqueued and nobody read yet */
  size_t length;
};
struct control {
  bool used;
  struct kface_control_registration registration;
  struct unit units[UNITS];
};
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct control controls[MOST];

int kface_ctl_register(const struct kface_control_registration *registration, void **reference) {
  if (!registration || !reference || !registration->connect) return D_EINVAL;
  if (!registration->name[0]) return D_EINVAL;
  int error = D_ENOMEM;
  pthread_mutex_lock(&lock);
  struct control *free_slot = NULL;
  for (unsigned i = 0; i < MOST; i++) {
    if (!controls[i].used && !free_slot) free_slot = &controls[i];
    if (controls[i].used && !strcmp(controls[i].registration.name, registration->name)) {
      free_slot = NULL;
      error = D_EEXIST;
      break;
    }
  }
  if (free_slot) {
    memset(free_slot, 0, sizeof *free_slot);
    free_slot->used = true;
    free_slot->registration = *registration;
    *reference = free_slot;
    error = 0;
  }
  pthread_mutex_unlock(&lock);
  return error;
}

int kface_ctl_deregister(void *reference) {
  struct control *control = reference;
  if (!control || !control->used) return D_EINVAL;
  int error = 0;
  pthread_mutex_lock(&lock);
  for (unsigned i = 0; i < UNITS; i++)
    if (control->units[i].connected) error = 16; /* EBUSY */
  if (!error) {
    for (unsigned i = 0; i < UNITS; i++) free(control->units[i].bytes);
    memset(control, 0, sizeof *control);
  }
  pthread_mutex_unlock(&lock);
  return error;
}

static struct unit *unit_of(struct control *control, uint32_t number) {
  if (!control || !control->used || number == 0 || number > UNITS) return NULL;
  struct unit *unit = &control->units[number - 1];
  return unit->connected ? unit : NULL;
}

int kface_ctl_enqueuedata(void *reference, uint32_t number, const void *data, size_t length,
                          uint32_t flags) {
  (void)flags;
  int error = D_EINVAL;
  pthread_mutex_lock(&lock);
  struct unit *unit = unit_of(reference, number);
  if (unit && unit->length + length > ROOM) {
    error = D_ENOBUFS;
  } else if (unit) {
    uint8_t *grown = realloc(unit->bytes, unit->length + length + 1);
    error = grown ? 0 : D_ENOMEM;
    if (grown) {
      memcpy(grown + unit->length, data, length);
      unit->bytes = grown;
      unit->length += length;
    }
  }
  pthread_mutex_unlock(&lock);
  return error;
}

int kface_ctl_enqueuembuf(void *reference, uint32_t number, mbuf_t chain, uint32_t flags) {
  int error = 0;
  for (mbuf_t m = chain; m && !error; m = mbuf_next(m))
    error = kface_ctl_enqueuedata(reference, number, mbuf_data(m), mbuf_len(m), flags);
  if (!error) mbuf_freem(chain);
  return error;
}

int kface_ctl_enqueuembuf_list(void *reference, uint32_t number, mbuf_t list, uint32_t flags,
                               mbuf_t *remain) {
  int error = 0;
  while (list) {
    mbuf_t next = mbuf_nextpkt(list);
    error = kface_ctl_enqueuembuf(reference, number, list, flags);
    if (error) break;
    list = next;
  }
  if (remain) *remain = list;
  return error;
}

int kface_ctl_getenqueuespace(void *reference, uint32_t number, size_t *space) {
  pthread_mutex_lock(&lock);
  struct unit *unit = unit_of(reference, number);
  if (unit) *space = ROOM - unit->length;
  pthread_mutex_unlock(&lock);
  return unit ? 0 : D_EINVAL;
}
int kface_ctl_getenqueuereadable(void *reference, uint32_t number, uint32_t *difference) {
  pthread_mutex_lock(&lock);
  struct unit *unit = unit_of(reference, number);
  if (unit) *difference = (uint32_t)unit->length;
  pthread_mutex_unlock(&lock);
  return unit ? 0 : D_EINVAL;
}

/* ---- the harness ---- */

static struct control *find(const char *name) {
  for (unsigned i = 0; i < MOST; i++)
    if (controls[i].used && !strcmp(controls[i].registration.name, name)) return &controls[i];
  return NULL;
}

struct kface_control_address {
  uint8_t length, family;
  uint16_t system;
  uint32_t id, unit, reserved[5];
};

/* Connects; answers a unit number above 0, or a negative error. */
int kface_harness_control_connect(const char *name) {
  pthread_mutex_lock(&lock);
  struct control *control = find(name);
  uint32_t number = 0;
  for (uint32_t i = 0; control && i < UNITS && !number; i++)
    if (!control->units[i].connected) number = i + 1;
  if (number) control->units[number - 1].connected = true;
  pthread_mutex_unlock(&lock);
  if (!number) return -(control ? D_ENOBUFS : D_ENOENT);
  struct kface_control_address address = {32, 32, 2, (uint32_t)(control - controls) + 1, number, {0}};
  int error = control->registration.connect(control, &address, &control->units[number - 1].info);
  if (error) control->units[number - 1].connected = false;
  return error ? -error : (int)number;
}

int kface_harness_control_send(const char *name, int number, const void *data, size_t length) {
  struct control *control = find(name);
  struct unit *unit = unit_of(control, (uint32_t)number);
  if (!unit || !control->registration.send) return D_EINVAL;
  mbuf_t chain = NULL;
  if (mbuf_allocpacket(MBUF_WAITOK, length ? length : 1, NULL, &chain)) return D_ENOBUFS;
  if (length && mbuf_copyback(chain, 0, length, data, MBUF_WAITOK)) {
    mbuf_freem(chain);
    return D_ENOBUFS;
  }
  return control->registration.send(control, (uint32_t)number, unit->info, chain, 0);
}

/* Takes what was enqueued; answers the number of bytes. */
size_t kface_harness_control_read(const char *name, int number, void *into, size_t room) {
  pthread_mutex_lock(&lock);
  struct unit *unit = unit_of(find(name), (uint32_t)number);
  size_t taken = unit && unit->length < room ? unit->length : unit ? room : 0;
  if (taken) {
    memcpy(into, unit->bytes, taken);
    memmove(unit->bytes, unit->bytes + taken, unit->length - taken);
    unit->length -= taken;
  }
  pthread_mutex_unlock(&lock);
  return taken;
}

/* setsockopt and getsockopt of the process; *length is the room, then what came. */
int kface_harness_control_set(const char *name, int number, int option, void *data, size_t length) {
  struct control *control = find(name);
  struct unit *unit = unit_of(control, (uint32_t)number);
  if (!unit) return D_EINVAL;
  if (!control->registration.set_option) return D_ENOTSUP;
  return control->registration.set_option(control, (uint32_t)number, unit->info, option, data, length);
}
int kface_harness_control_get(const char *name, int number, int option, void *data,
                              size_t *length) {
  struct control *control = find(name);
  struct unit *unit = unit_of(control, (uint32_t)number);
  if (!unit) return D_EINVAL;
  if (!control->registration.get_option) return D_ENOTSUP;
  return control->registration.get_option(control, (uint32_t)number, unit->info, option, data, length);
}

int kface_harness_control_disconnect(const char *name, int number) {
  struct control *control = find(name);
  struct unit *unit = unit_of(control, (uint32_t)number);
  if (!unit) return D_EINVAL;
  int error = 0;
  if (control->registration.disconnect)
    error = control->registration.disconnect(control, (uint32_t)number, unit->info);
  pthread_mutex_lock(&lock);
  unit->connected = false;
  free(unit->bytes);
  memset(unit, 0, sizeof *unit);
  pthread_mutex_unlock(&lock);
  return error;
}

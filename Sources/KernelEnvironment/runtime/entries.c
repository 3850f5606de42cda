/* SPDX-License-Identifier: Apache-2.0
 *
 * Every socket handle a client was given: where it was made, whether it is closed, what runs on
 * it. A use after close is found here, with both call sites.
 */
#include "sockets.h"

#include <stdlib.h>
#include <string.h>

enum { BUCKETS = 256 };
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct kface_entry *buckets[BUCKETS];
static unsigned made;

static unsigned bucket_of(socket_t so) {
  return (unsigned)(((uintptr_t)so * 0x9e3779b97f4a7c15ull) >> 56) % BUCKETS;
}

static struct kface_entry *lookup(socket_t so) {
  for (struct kface_entry *e = buckets[bucket_of(so)]; e; e = e->next)
    if (e->so == so) return e;
  return NULL;
}

struct kface_entry *kface_entry_find(socket_t so) {
  pthread_mutex_lock(&lock);
  struct kface_entry *entry = lookup(so);
  pthread_mutex_unlock(&lock);
  return entry;
}

/* The newest entry comes first, so that a handle the host uses again is the new socket. */
struct kface_entry *kface_entry_add(socket_t so, struct kface_entry *prepared, void *site) {
  struct kface_entry *entry = prepared ? prepared : calloc(1, sizeof *entry);
  if (!entry) kface_panic("no memory for a socket");
  pthread_mutex_lock(&lock);
  struct kface_entry *known = lookup(so);
  if (known && !known->gone) {
    if (!prepared) {
      pthread_mutex_unlock(&lock);
      free(entry);
      return known;
    }
    known->gone = true; /* a filter saw the socket before its owner did */
  }
  entry->foreign = prepared == NULL;
  entry->so = so;
  entry->made_at = site;
  struct kface_entry **bucket = &buckets[bucket_of(so)];
  entry->next = *bucket;
  *bucket = entry;
  made += prepared != NULL;
  pthread_mutex_unlock(&lock);
  return entry;
}

struct kface_record *kface_record_add(struct kface_entry *entry, kface_upcall callback,
                                      kface_evupcall event_callback, void *cookie) {
  struct kface_record *record = calloc(1, sizeof *record);
  if (!record) kface_panic("no memory for an upcall");
  *record = (struct kface_record){callback, event_callback, cookie, entry, NULL};
  pthread_mutex_lock(&lock);
  record->next = entry->records;
  entry->records = record;
  pthread_mutex_unlock(&lock);
  kface_publish(record);
  return record;
}

struct kface_entry *kface_entry_use(socket_t so, const char *call, void *site) {
  if (!so) return NULL;
  struct kface_entry *entry = kface_entry_find(so);
  if (!entry) {
    kface_finding("socket", site, "%s of %p, which is not a socket", call, (void *)so);
    return NULL;
  }
  if (entry->gone) {
    /* An upcall that was under way when another thread closed: the kernel lets it end. */
    if (kface_self()->upcall_socket == so && !kface_settings.strict_close) return NULL;
    char made_at[256], closed_at[256];
    kface_site_text(entry->made_at, made_at, sizeof made_at);
    kface_site_text(entry->closed_at, closed_at, sizeof closed_at);
    kface_finding("socket", site, "%s of a socket made at %s and closed at %s", call, made_at,
                  closed_at);
    return NULL;
  }
  kface_publish(entry);
  return entry;
}

void kface_entry_gone(struct kface_entry *entry, void *site) {
  pthread_mutex_lock(&lock);
  entry->gone = true;
  entry->closed_at = site;
  struct kface_event_socket *event = entry->event;
  entry->event = NULL;
  pthread_mutex_unlock(&lock);
  if (event) kface_event_closed(event);
}

/* ---- upcalls ---- */

static void begin(struct kface_entry *entry, struct kface_record *record) {
  kface_acquire(record);
  kface_acquire(entry);
  __atomic_add_fetch(&entry->running, 1, __ATOMIC_ACQ_REL);
}

static void end(struct kface_entry *entry, unsigned held_before) {
  struct kface_thread *self = kface_self();
  if (self->locks_held > held_before)
    kface_finding("lock", self->held_site[self->locks_held - 1 < 16 ? self->locks_held - 1 : 15],
                  "an upcall returned holding a lock");
  __atomic_sub_fetch(&entry->running, 1, __ATOMIC_ACQ_REL);
  kface_publish(entry);
}

void kface_upcall_thunk(socket_t so, void *cookie, int waitf) {
  struct kface_record *record = cookie;
  struct kface_thread *self = kface_self();
  void *outer = self->upcall_socket;
  unsigned held = self->locks_held;
  begin(record->entry, record);
  self->upcall_socket = so;
  record->callback(so, record->cookie, waitf);
  self->upcall_socket = outer;
  end(record->entry, held);
}

void kface_event_thunk(socket_t so, void *cookie, uint32_t event) {
  struct kface_record *record = cookie;
  unsigned held = kface_self()->locks_held;
  begin(record->entry, record);
  record->event_callback(so, record->cookie, event);
  end(record->entry, held);
}

/* ---- the account ---- */

unsigned kface_sockets_open(void) {
  unsigned live = 0;
  pthread_mutex_lock(&lock);
  for (unsigned b = 0; b < BUCKETS; b++)
    for (struct kface_entry *e = buckets[b]; e; e = e->next) live += !e->gone && !e->foreign;
  pthread_mutex_unlock(&lock);
  return live;
}

unsigned kface_socket_account(void) {
  unsigned live = kface_sockets_open(), total = made;
  kface_line("account: %u sockets open (%u made)", live, total);
  for (unsigned b = 0; live && b < BUCKETS; b++)
    for (struct kface_entry *e = buckets[b]; e; e = e->next) {
      if (e->gone || e->foreign) continue;
      char where[256];
      kface_site_text(e->made_at, where, sizeof where);
      kface_line("account:   socket made at %s, %u retains", where, e->retains);
    }
  return live ? 1 : 0;
}

/* Forgets closed sockets and their upcalls, between two runs of a fuzzer. */
void kface_entries_sweep(void) {
  pthread_mutex_lock(&lock);
  for (unsigned b = 0; b < BUCKETS; b++) {
    struct kface_entry **link = &buckets[b];
    while (*link) {
      struct kface_entry *entry = *link;
      if (!entry->gone) {
        link = &entry->next;
        continue;
      }
      *link = entry->next;
      for (struct kface_record *r = entry->records; r;) {
        struct kface_record *next = r->next;
        free(r);
        r = next;
      }
      free(entry);
    }
  }
  pthread_mutex_unlock(&lock);
}

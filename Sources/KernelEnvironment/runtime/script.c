/* SPDX-License-Identifier: Apache-2.0
 *
 * The peer of sockets in memory, played from bytes, one event at a time:
 *
 *   0x00..0xef n   the next n + 1 bytes arrive (a datagram, or a piece of a stream)
 *   0xf0           the peer closes its side
 *   0xf1           the peer resets
 *   0xf2           a connection arrives at a listener
 *   0xf3           nothing, for a second
 *   0xf4           the send side has room again
 *   0xf5 e         an error e (1..106) becomes pending
 *   others         the peer's bytes turn to the next socket
 *
 * A connect succeeds, unless the byte it meets is 0xf1 (refused). At the end every stream closes.
 */
#include "memory_socket.h"

#include <stdlib.h>
#include <string.h>

static const uint8_t *script;
static size_t script_length, script_at;
static unsigned turn;

void kface_script_start(const uint8_t *bytes, size_t length) {
  script = bytes;
  script_length = length;
  script_at = 0;
  turn = 0;
  kface_sockets = &kface_memory_socket_ops;
}

static struct kface_memory_socket *pick(bool (*fits)(const struct kface_memory_socket *)) {
  unsigned count = 0, at = 0;
  for (struct kface_memory_socket *s = kface_memory_first; s; s = s->next) count += fits(s);
  if (!count) return NULL;
  for (struct kface_memory_socket *s = kface_memory_first; s; s = s->next)
    if (fits(s) && at++ == turn % count) return s;
  return NULL;
}
static bool is_connecting(const struct kface_memory_socket *s) {
  return !s->closed && s->connecting;
}
static bool can_receive(const struct kface_memory_socket *s) {
  if (s->closed || s->end || s->listening) return false;
  return s->type == 1 ? s->connected : true;
}
static bool is_listening(const struct kface_memory_socket *s) {
  return !s->closed && s->listening;
}

static void arrive(struct kface_memory_socket *s, const uint8_t *bytes, size_t length) {
  struct kface_piece *piece = malloc(sizeof *piece + length);
  if (!piece) return;
  *piece = (struct kface_piece){.length = length};
  memcpy(piece->bytes, bytes, length);
  if (s->last)
    s->last->next = piece;
  else
    s->first = piece;
  s->last = piece;
  s->readable += length;
  kface_memory_upcall(s, false);
}

static void reset(struct kface_memory_socket *s) {
  s->error = D_ECONNRESET;
  s->end = s->cannot_send = s->dead = true;
  s->connected = false;
  kface_memory_upcall(s, true);
  kface_memory_upcall(s, false);
}

static void finish_connect(struct kface_memory_socket *s) {
  s->connecting = false;
  if (script_at < script_length && script[script_at] == 0xf1) {
    script_at++;
    s->error = D_ECONNREFUSED;
    s->dead = s->end = s->cannot_send = true;
  } else {
    s->connected = true;
  }
  kface_memory_upcall(s, false);
  kface_memory_upcall(s, true);
}

static void connection_arrives(struct kface_memory_socket *listener) {
  struct kface_memory_socket *child = kface_memory_make(listener->domain, 1, 6);
  if (!child) return;
  child->connected = child->queued = true;
  struct kface_memory_socket **link = &listener->pending;
  while (*link) link = &(*link)->pending;
  *link = child;
  kface_memory_upcall(listener, false);
}

/* The script is over: what still waits for a peer finds its stream closed. */
static bool end_of_script(void) {
  struct kface_memory_socket *s = kface_memory_first;
  while (s && !(can_receive(s) && s->type == 1)) s = s->next;
  if (!s) return false;
  s->end = true;
  kface_memory_upcall(s, false);
  return true;
}

static void pause_a_second(void) {
  static char nobody;
  kface_wait_begin(&nobody, false, kface_uptime() + 1000000000ull);
  (void)kface_wait_finish();
}

bool kface_script_step(void) {
  struct kface_memory_socket *connecting = pick(is_connecting);
  if (connecting) {
    finish_connect(connecting);
    return true;
  }
  if (script_at >= script_length) return end_of_script();
  struct kface_memory_socket *listener = pick(is_listening);
  struct kface_memory_socket *reader = pick(can_receive);
  if (!reader && !listener) return false;
  uint8_t event = script[script_at++];
  if (event < 0xf0) {
    size_t length = (size_t)event + 1, left = script_length - script_at;
    if (length > left) length = left;
    if (reader) arrive(reader, script + script_at, length);
    script_at += length;
  } else if (event == 0xf0 && reader && reader->type == 1) {
    reader->end = true;
    kface_memory_upcall(reader, false);
  } else if (event == 0xf1 && reader && reader->type == 1) {
    reset(reader);
  } else if (event == 0xf2 && listener) {
    connection_arrives(listener);
  } else if (event == 0xf3) {
    pause_a_second();
  } else if (event == 0xf4 && reader) {
    kface_memory_upcall(reader, true);
  } else if (event == 0xf5 && reader && script_at < script_length) {
    reader->error = script[script_at++] % 106 + 1;
    kface_memory_upcall(reader, false);
  } else {
    turn++;
  }
  return true;
}

void kface_script_end(void) {
  while (kface_memory_first) {
    struct kface_memory_socket *s = kface_memory_first;
    kface_memory_first = s->next;
    while (s->first) {
      struct kface_piece *piece = s->first;
      s->first = piece->next;
      free(piece);
    }
    free(s);
  }
}

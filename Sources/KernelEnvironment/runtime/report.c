/* SPDX-License-Identifier: Apache-2.0
 *
 * Findings as they happen, and the account at the end: what is still alive, and where it was made.
 */
#include "internal.h"

#include <dlfcn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/kpi_mbuf.h>
#include <unistd.h>

static atomic_uint findings;
static pthread_mutex_t output = PTHREAD_MUTEX_INITIALIZER;

/* The name, file and line of an address, from addr2line where it is installed. */
static bool symbolize(const char *file, uintptr_t offset, char *text, size_t room) {
  if (access("/usr/bin/addr2line", X_OK) != 0 || strchr(file, '\'')) return false;
  char command[512];
  snprintf(command, sizeof command, "/usr/bin/addr2line -s -f -e '%s' 0x%lx 2>/dev/null", file,
           (unsigned long)offset);
  FILE *pipe = popen(command, "r");
  if (!pipe) return false;
  char function[128] = "", line[128] = "";
  bool read_both = fgets(function, sizeof function, pipe) && fgets(line, sizeof line, pipe);
  pclose(pipe);
  if (!read_both || function[0] == '?') return false;
  function[strcspn(function, "\n")] = 0;
  line[strcspn(line, "\n ")] = 0;
  snprintf(text, room, "%s (%s)", function, line);
  return true;
}

void kface_site_text(void *site, char *text, size_t room) {
  Dl_info where;
  if (!site || !dladdr(site, &where) || !where.dli_fname) {
    snprintf(text, room, "%p", site);
    return;
  }
  /* A return address: the call is the instruction before. */
  uintptr_t offset = (uintptr_t)site - (uintptr_t)where.dli_fbase - 1;
  char path[256];
  const char *file = where.dli_fname;
  if (!strchr(file, '/')) {
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    if (length > 0) {
      path[length] = 0;
      file = path;
    }
  }
  if (!symbolize(file, offset, text, room)) {
    const char *base = strrchr(file, '/');
    snprintf(text, room, "%s+0x%lx", base ? base + 1 : file, (unsigned long)offset);
  }
}

void kface_line(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  pthread_mutex_lock(&output);
  fputs("kernel-client: ", stderr);
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
  pthread_mutex_unlock(&output);
  va_end(arguments);
}

void kface_finding(const char *kind, void *site, const char *format, ...) {
  if (!kface_settings.checked) return;
  char text[512], where[256];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  kface_site_text(site, where, sizeof where);
  kface_line("finding: %s: %s; at %s", kind, text, where);
  atomic_fetch_add(&findings, 1);
  if (kface_settings.abort_on_finding) abort();
}

unsigned kface_findings(void) { return atomic_load(&findings); }

static unsigned mbuf_account(void) {
  struct mbuf_stat stats;
  memset(&stats, 0, sizeof stats);
  mbuf_stats(&stats);
  unsigned live = 0;
  for (unsigned type = 1; type < 256; type++) live += stats.mtypes[type];
  kface_line("account: %u mbufs live", live);
  return live ? 1 : 0;
}

static unsigned thread_account(void) {
  unsigned leaks = 0, live = 0, held = 0;
  struct kface_thread *self = kface_self_if_known();
  pthread_mutex_lock(&kface_threads_lock);
  for (struct kface_thread *t = kface_threads; t; t = t->next) {
    if (t != self && !t->adopted && !t->ended) live++;
    held += t->locks_held;
  }
  pthread_mutex_unlock(&kface_threads_lock);
  kface_line("account: %u threads running, %u locks held", live, held);
  if (live) {
    for (struct kface_thread *t = kface_threads; t; t = t->next) {
      if (t == self || t->adopted || t->ended) continue;
      char where[256];
      kface_site_text(t->site, where, sizeof where);
      kface_line("account:   thread %llu started at %s", (unsigned long long)t->number, where);
    }
    leaks++;
  }
  for (struct kface_thread *t = kface_threads; held && t; t = t->next) {
    for (unsigned i = 0; i < t->locks_held && i < 16; i++) {
      char where[256];
      kface_site_text(t->held_site[i], where, sizeof where);
      kface_line("account:   %s held by thread %llu since %s", t->held_kind[i],
                 (unsigned long long)t->number, where);
    }
  }
  return leaks + (held ? 1 : 0);
}

unsigned kface_account(void) {
  unsigned leaks = kface_socket_account();
  leaks += mbuf_account();
  leaks += kface_memory_account();
  leaks += thread_account();
  if (kface_faults_injected()) kface_line("account: %u faults injected", kface_faults_injected());
  kface_line("account: %u findings", kface_findings());
  return leaks;
}

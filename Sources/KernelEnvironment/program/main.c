/* SPDX-License-Identifier: Apache-2.0
 *
 * The program around a client: calls the entry function that `kernel-client run` names, sets
 * tunables before it, and prints the account after it. `kernel-client build` links it.
 */
#include "../runtime/internal.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Generated beside the client: every function that may be an entry. */
struct kface_entry_point {
  const char *name;
  void (*function)(void);
};
extern const struct kface_entry_point kface_entry_points[];
void kface_sysctl_section(void *first, void *end);
int kface_harness_sysctl_set(const char *name, int64_t value);
extern void *__start_kface_sysctl[] __attribute__((weak));
extern void *__stop_kface_sysctl[] __attribute__((weak));
void kface_cxx_finish(void) __attribute__((weak));

typedef long (*argument_entry)(int, char **);
typedef int (*module_entry)(void *, void *);

static void (*find(const char *name))(void) {
  for (const struct kface_entry_point *e = kface_entry_points; e->name; e++)
    if (!strcmp(e->name, name)) return e->function;
  fprintf(stderr, "kernel-client: no function %s; there are:\n", name);
  for (const struct kface_entry_point *e = kface_entry_points; e->name; e++)
    fprintf(stderr, "kernel-client:   %s\n", e->name);
  exit(64);
}

/* KFACE_SYSCTL is a list "net.example.debug=1,..." of integers. */
static void set_tunables(void) {
  const char *list = getenv("KFACE_SYSCTL");
  if (!list) return;
  char *copy = strdup(list), *cursor = copy, *word;
  while ((word = strsep(&cursor, ",")) != NULL) {
    char *equals = strchr(word, '=');
    if (!equals) continue;
    *equals = 0;
    int error = kface_harness_sysctl_set(word, strtoll(equals + 1, NULL, 0));
    if (error) kface_line("tunable %s: error %d", word, error);
  }
  free(copy);
}

static void *give_up(void *seconds) {
  sleep((unsigned)(uintptr_t)seconds);
  kface_line("the client did not end within %u seconds", (unsigned)(uintptr_t)seconds);
  kface_account();
  _exit(124);
}

static void limit_time(void) {
  const char *limit = getenv("KFACE_TIME_LIMIT");
  unsigned seconds = limit ? (unsigned)strtoul(limit, NULL, 10) : 0;
  if (!seconds) return;
  pthread_t watch;
  if (pthread_create(&watch, NULL, give_up, (void *)(uintptr_t)seconds) == 0)
    pthread_detach(watch);
}

/* A module: start, a while of service, stop. */
#ifdef __clang__
__attribute__((no_sanitize("function")))
#endif
static long run_module(const char *start, const char *stop) {
  struct {
    void *next;
    int32_t version;
    uint32_t id;
    char name[64], text[64];
    int32_t references;
    void *list;
    uintptr_t address, size, header;
    void *functions[2];
  } info = {.version = 1, .name = "client", .text = "1.0"};
  int error = ((module_entry)(void *)find(start))(&info, NULL);
  if (error) return error;
  const char *service = getenv("KFACE_SERVICE_MS");
  kface_pause((service ? strtoull(service, NULL, 10) : 1000) * 1000000ull);
  /* A kernel keeps a module that does not stop, and the administrator asks again: filters are
   * gone only when nobody is in them. */
  module_entry end = (module_entry)(void *)find(stop);
  for (unsigned asked = 1; (error = end(&info, NULL)) && asked < 10; asked++) {
    kface_line("%s returned %d, asked again", stop, error);
    kface_pause(100000000ull);
  }
  return error;
}

/* What the client's last threads and closed sockets need to be gone. */
static void settle(void) {
  for (int round = 0; round < 50; round++) {
    bool live = false;
    pthread_mutex_lock(&kface_threads_lock);
    for (struct kface_thread *t = kface_threads; t; t = t->next) live |= !t->adopted && !t->ended;
    pthread_mutex_unlock(&kface_threads_lock);
    if (!live && round) return;
    kface_pause(10000000ull);
  }
}

/* Entries are declared as their clients like. */
#ifdef __clang__
__attribute__((no_sanitize("function")))
#endif
int main(int argc, char **argv) {
  signal(SIGPIPE, SIG_IGN);
  const char *entry = getenv("KFACE_ENTRY"), *stop = getenv("KFACE_STOP");
  if (!entry) entry = kface_entry_points[0].name;
  if (!entry) {
    fprintf(stderr, "kernel-client: the program has no function to start\n");
    return 64;
  }
  kface_sysctl_section(__start_kface_sysctl, __stop_kface_sysctl);
  set_tunables();
  limit_time();
  long result = stop ? run_module(entry, stop)
                     : (int)((argument_entry)(void *)find(entry))(argc, argv);
  settle();
  if (kface_cxx_finish) kface_cxx_finish();
  kface_line("%s returned %ld", entry, result);
  unsigned leaks = kface_account();
  fflush(NULL);
  if (result) return 1;
  return kface_findings() || leaks ? 3 : 0;
}

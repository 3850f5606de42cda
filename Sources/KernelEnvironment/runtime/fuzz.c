/* SPDX-License-Identifier: Apache-2.0
 *
 * One run of a client under a fuzzer: sockets in memory, virtual time, the peer's bytes from the
 * input. What the client leaves behind is a finding, and a finding ends the process.
 */
#include "sockets.h"

#include <stdlib.h>
#include <string.h>
#include <sys/kpi_mbuf.h>

static unsigned live_mbufs(void) {
  struct mbuf_stat stats;
  memset(&stats, 0, sizeof stats);
  mbuf_stats(&stats);
  unsigned live = 0;
  for (unsigned type = 1; type < 256; type++) live += stats.mtypes[type];
  return live;
}

static bool client_thread(const struct kface_thread *thread) {
  return !thread->adopted && !thread->ended;
}
static struct kface_thread *any_client_thread(void) {
  pthread_mutex_lock(&kface_threads_lock);
  struct kface_thread *thread = kface_threads;
  while (thread && !client_thread(thread)) thread = thread->next;
  pthread_mutex_unlock(&kface_threads_lock);
  return thread;
}

/* Threads the client started may still have work; those that only wait are a leak. */
static void settle(void) {
  for (int round = 0; round < 100 && any_client_thread(); round++) kface_pause(10000000ull);
  struct kface_thread *left = any_client_thread();
  if (!left) return;
  kface_finding("thread", left->site, "thread %llu was left waiting",
                (unsigned long long)left->number);
  abort();
}

int kface_fuzz_run(const uint8_t *bytes, size_t length, void (*body)(void)) {
  uint64_t memory_before, bytes_before, memory_after, bytes_after;
  kface_settings.abort_on_finding = kface_settings.checked = true;
  kface_settings.quiet = getenv("KFACE_VERBOSE") == NULL;
  unsigned mbufs_before = live_mbufs();
  kface_memory_counts(&memory_before, &bytes_before);
  kface_script_start(bytes, length);
  kface_virtual_start(kface_script_step);
  body();
  settle();
  unsigned armed = kface_callouts_drop();
  kface_virtual_stop();
  kface_script_end();
  kface_memory_counts(&memory_after, &bytes_after);
  unsigned mbufs_after = live_mbufs();
  bool leaks = mbufs_after > mbufs_before || memory_after > memory_before;
  if (leaks) {
    kface_account();
    kface_finding("leak", (void *)(uintptr_t)body, "%u mbufs and %llu allocations left behind",
                  mbufs_after - mbufs_before,
                  (unsigned long long)(memory_after - memory_before));
  }
  if (armed)
    kface_finding("leak", (void *)(uintptr_t)body, "%u callouts left armed", armed);
  unsigned open = kface_sockets_open();
  if (open) {
    kface_account();
    kface_finding("leak", (void *)(uintptr_t)body, "%u sockets left open", open);
  }
  kface_entries_sweep();
  return 0;
}

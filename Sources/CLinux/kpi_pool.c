/* SPDX-License-Identifier: Apache-2.0
 * Thread blocks of the mbuf pools: born on the slow path, folded into the depot at thread end. */
#include "kpi_pool.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

uint32_t kpi_mode;
struct kpi_pool_range kpi_node_range;

/* Limits and counts are 0, so both fast paths refuse and nobody ever writes to it. */
static struct kpi_pool_thread nobody;
_Thread_local struct kpi_pool_thread *kpi_pool_self = &nobody;

static pthread_once_t key_once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static int key_error;
static void (*leave_function)(struct kpi_pool_thread *);

static void thread_ends(void *value) {
  kpi_pool_self = &nobody;
  __atomic_load_n(&leave_function, __ATOMIC_ACQUIRE)(value);
}

static void make_key(void) { key_error = pthread_key_create(&key, thread_ends); }

bool kpi_pool_thread_is_known(void) { return kpi_pool_self != &nobody; }

bool kpi_pool_thread_join(void (*leave)(struct kpi_pool_thread *)) {
  if (kpi_pool_thread_is_known()) return true;
  pthread_once(&key_once, make_key);
  if (key_error != 0) return false;
  struct kpi_pool_thread *thread = calloc(1, sizeof *thread);
  if (thread == NULL) return false;
  thread->failures_after = -1;
  __atomic_store_n(&leave_function, leave, __ATOMIC_RELEASE);
  if (pthread_setspecific(key, thread) != 0) {
    free(thread);
    return false;
  }
  kpi_pool_self = thread;
  return true;
}

void kpi_pool_thread_forget(struct kpi_pool_thread *thread) { free(thread); }

struct kpi_storage *kpi_storage_new(void) { return calloc(1, sizeof(struct kpi_storage)); }
void kpi_storage_delete(struct kpi_storage *storage) { free(storage); }

struct kpi_mbuf_tag *kpi_mbuf_tag_new(size_t bytes) {
  return calloc(1, sizeof(struct kpi_mbuf_tag) + bytes);
}

struct kpi_mbuf_tag *kpi_mbuf_tag_copy(const struct kpi_mbuf_tag *tag) {
  struct kpi_mbuf_tag *copy = kpi_mbuf_tag_new(tag->length);
  if (copy == NULL) return NULL;
  memcpy(copy, tag, sizeof *tag + tag->length);
  copy->next = NULL;
  return copy;
}

void kpi_mbuf_tag_delete(struct kpi_mbuf_tag *tag) { free(tag); }

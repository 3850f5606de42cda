/* SPDX-License-Identifier: Apache-2.0
 *
 * What C++ sources of a kernel need of their language: new and delete, over the accounted
 * allocator, the guards of local statics, and the destructors of statics, which a module's unloading
 * runs. Exceptions and type information are off, as there.
 */
#include "../runtime/internal.h"

#include <stdlib.h>

#define HIDDEN __attribute__((visibility("hidden")))
/* A race detector brings guards of its own. */
#define WEAK __attribute__((weak))

HIDDEN void *kface_new(size_t size) __asm__("_Znwm");
HIDDEN void *kface_new(size_t size) {
  return kface_allocate(size, KFACE_KALLOC, NULL, "new", true, false, 0, KFACE_SITE());
}
HIDDEN void *kface_new_array(size_t size) __asm__("_Znam");
HIDDEN void *kface_new_array(size_t size) {
  return kface_allocate(size, KFACE_KALLOC, NULL, "new[]", true, false, 0, KFACE_SITE());
}
HIDDEN void kface_delete(void *address) __asm__("_ZdlPv");
HIDDEN void kface_delete(void *address) {
  if (address) kface_release(address, 0, false, KFACE_KALLOC, NULL, KFACE_SITE());
}
HIDDEN void kface_delete_sized(void *address, size_t size) __asm__("_ZdlPvm");
HIDDEN void kface_delete_sized(void *address, size_t size) {
  if (address) kface_release(address, size, true, KFACE_KALLOC, NULL, KFACE_SITE());
}
HIDDEN void kface_delete_array(void *address) __asm__("_ZdaPv");
HIDDEN void kface_delete_array(void *address) {
  if (address) kface_release(address, 0, false, KFACE_KALLOC, NULL, KFACE_SITE());
}
HIDDEN void kface_delete_array_sized(void *address, size_t size) __asm__("_ZdaPvm");
HIDDEN void kface_delete_array_sized(void *address, size_t size) {
  if (address) kface_release(address, size, true, KFACE_KALLOC, NULL, KFACE_SITE());
}

/* Objects of libkern's classes: zero when they are made, at the place that asked for them. */
HIDDEN void *kface_object_new(size_t size, void *site);
HIDDEN void *kface_object_new(size_t size, void *site) {
  return kface_allocate(size, KFACE_KALLOC, NULL, "object", true, true, 0, site);
}
HIDDEN void kface_object_delete(void *address, size_t size, void *site);
HIDDEN void kface_object_delete(void *address, size_t size, void *site) {
  if (address) kface_release(address, size, true, KFACE_KALLOC, NULL, site);
}

HIDDEN void __cxa_pure_virtual(void) { kface_panic("a pure virtual function was called"); }

/* A static may need another one while it is made. */
static pthread_mutex_t guard_lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
WEAK int __cxa_guard_acquire(int64_t *guard) {
  if (__atomic_load_n((char *)guard, __ATOMIC_ACQUIRE)) return 0;
  pthread_mutex_lock(&guard_lock);
  if (!*(char *)guard) return 1;
  pthread_mutex_unlock(&guard_lock);
  return 0;
}
WEAK void __cxa_guard_release(int64_t *guard) {
  __atomic_store_n((char *)guard, 1, __ATOMIC_RELEASE);
  pthread_mutex_unlock(&guard_lock);
}
WEAK void __cxa_guard_abort(int64_t *guard) {
  (void)guard;
  pthread_mutex_unlock(&guard_lock);
}

struct finisher {
  struct finisher *next;
  void (*function)(void *);
  void *object;
};
static struct finisher *finishers;

/* In place of the C library's, for what is linked into this program: the account comes after. */
HIDDEN int __cxa_atexit(void (*function)(void *), void *object, void *module);
HIDDEN int __cxa_atexit(void (*function)(void *), void *object, void *module) {
  (void)module;
  struct finisher *finisher = malloc(sizeof *finisher);
  if (!finisher) return -1;
  pthread_mutex_lock(&guard_lock);
  *finisher = (struct finisher){.next = finishers, .function = function, .object = object};
  finishers = finisher;
  pthread_mutex_unlock(&guard_lock);
  return 0;
}

/* The destructors of statics, the last made first. */
HIDDEN void kface_cxx_finish(void);
HIDDEN void kface_cxx_finish(void) {
  for (struct finisher *finisher; (finisher = finishers) != NULL;) {
    finishers = finisher->next;
    finisher->function(finisher->object);
    free(finisher);
  }
}

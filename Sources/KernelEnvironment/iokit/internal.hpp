/* SPDX-License-Identifier: Apache-2.0
 *
 * What the classes share. They are compiled as a kernel source is, against the same headers.
 */
#ifndef KFACE_IOKIT_INTERNAL_HPP
#define KFACE_IOKIT_INTERNAL_HPP

#include <IOKit/IOLib.h>
#include <libkern/c++/OSContainers.h>

extern "C" {
void *kface_object_new(size_t size, const void *site);
void kface_object_delete(void *address, size_t size, const void *site);
void kface_finding(const char *kind, const void *site, const char *format, ...);
}

/* Whom the account names for an object that a factory makes. */
#define KF_CALLER __builtin_return_address(0)

/* Returns `object` if it could be initialised, and frees it otherwise. */
#define KF_MADE(object, initialised)             \
  do {                                           \
    if ((object) && !(initialised)) {            \
      (object)->release();                       \
      (object) = NULL;                           \
    }                                            \
    return object;                               \
  } while (0)

/* A lock for a few instructions, which no account has to know. */
class SpinGuard {
 public:
  explicit SpinGuard(volatile bool *flag) : flag(flag) {
    while (__atomic_test_and_set(flag, __ATOMIC_ACQUIRE)) IODelay(1);
  }
  ~SpinGuard() { __atomic_clear(flag, __ATOMIC_RELEASE); }

 private:
  volatile bool *flag;
};

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Fibers: contexts of the C library with stacks of our own, announced to the address sanitizer.
 */
#include "fiber.h"

#include "internal.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>

enum { STACK_BYTES = 1 << 20, GUARD_BYTES = 1 << 16 };

struct kface_fiber {
  ucontext_t context;
  void (*entry)(void *);
  void *argument;
  void *stack; /* its lowest byte; unknown for the adopted one until it is left */
  size_t bytes;
  void *fake_stack; /* the sanitizer's, while the fiber is off */
  struct kface_fiber *next_idle;
};

static struct kface_fiber adopted;
static struct kface_fiber *current;
static struct kface_fiber *idle;     /* finished ones, to be used again */
static struct kface_fiber *finished; /* the last one: its stack is in use until the switch is over */

extern void __sanitizer_start_switch_fiber(void **fake, const void *bottom, size_t bytes)
  __attribute__((weak));
extern void __sanitizer_finish_switch_fiber(void *fake, const void **bottom, size_t *bytes)
  __attribute__((weak));
extern void __asan_unpoison_memory_region(void const volatile *address, size_t bytes)
  __attribute__((weak));
extern void __lsan_register_root_region(const void *begin, size_t bytes) __attribute__((weak));

struct kface_fiber *kface_fiber_adopt(void) {
  current = &adopted;
  return current;
}

/* The first thing on the new stack. `from` is the fiber that was left. */
static void arrived(struct kface_fiber *from, void *fake_stack) {
  const void *bottom = NULL;
  size_t bytes = 0;
  if (__sanitizer_finish_switch_fiber) __sanitizer_finish_switch_fiber(fake_stack, &bottom, &bytes);
  if (from == &adopted && bottom) {
    adopted.stack = (void *)(uintptr_t)bottom;
    adopted.bytes = bytes;
  }
  if (!finished) return;
  finished->next_idle = idle;
  idle = finished;
  finished = NULL;
}

static struct kface_fiber *left; /* whom `start` was switched to from */

static void start(void) {
  arrived(left, NULL);
  current->entry(current->argument);
  abort();
}

static struct kface_fiber *with_stack(void) {
  struct kface_fiber *fiber = idle;
  if (fiber) {
    idle = fiber->next_idle;
    /* What the last user left behind was never unwound. */
    if (__asan_unpoison_memory_region) __asan_unpoison_memory_region(fiber->stack, fiber->bytes);
    return fiber;
  }
  fiber = calloc(1, sizeof *fiber);
  if (!fiber) kface_panic("no memory for a fiber");
  char *memory = mmap(NULL, GUARD_BYTES + STACK_BYTES, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED || mprotect(memory, GUARD_BYTES, PROT_NONE) != 0)
    kface_panic("no memory for a stack");
  fiber->stack = memory + GUARD_BYTES;
  fiber->bytes = STACK_BYTES;
  if (__lsan_register_root_region) __lsan_register_root_region(fiber->stack, fiber->bytes);
  return fiber;
}

struct kface_fiber *kface_fiber_make(void (*entry)(void *), void *argument) {
  struct kface_fiber *fiber = with_stack();
  fiber->entry = entry;
  fiber->argument = argument;
  fiber->fake_stack = NULL;
  getcontext(&fiber->context);
  fiber->context.uc_stack.ss_sp = fiber->stack;
  fiber->context.uc_stack.ss_size = fiber->bytes;
  fiber->context.uc_link = NULL;
  makecontext(&fiber->context, start, 0);
  return fiber;
}

void kface_fiber_switch(struct kface_fiber *to) {
  struct kface_fiber *from = current;
  left = from;
  current = to;
  if (__sanitizer_start_switch_fiber)
    __sanitizer_start_switch_fiber(&from->fake_stack, to->stack, to->bytes);
  swapcontext(&from->context, &to->context);
  arrived(left, from->fake_stack);
}

void kface_fiber_finish(struct kface_fiber *to) {
  struct kface_fiber *from = current;
  left = from;
  current = to;
  finished = from;
  if (__sanitizer_start_switch_fiber) __sanitizer_start_switch_fiber(NULL, to->stack, to->bytes);
  setcontext(&to->context);
  abort();
}

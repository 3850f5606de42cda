/* SPDX-License-Identifier: Apache-2.0
 *
 * Stacks of their own on one thread of the host, for virtual time.
 */
#ifndef KFACE_FIBER_H
#define KFACE_FIBER_H

struct kface_fiber;

/* The fiber of the calling host thread, on the stack it has. Nothing else may be on. */
struct kface_fiber *kface_fiber_adopt(void);
/* A fiber that runs `entry` when it is switched to for the first time; `entry` never returns. */
struct kface_fiber *kface_fiber_make(void (*entry)(void *), void *argument);
/* Leaves the current fiber for `to`, and returns when somebody switches back. */
void kface_fiber_switch(struct kface_fiber *to);
/* Leaves the current fiber for good; its stack is used again. */
__attribute__((noreturn)) void kface_fiber_finish(struct kface_fiber *to);

#endif /* KFACE_FIBER_H */

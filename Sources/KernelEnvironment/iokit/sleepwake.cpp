/* SPDX-License-Identifier: Apache-2.0
 *
 * Listeners of sleep and waking, and the harness' hand on the switch.
 */
#include "internal.hpp"

#include <IOKit/pwr_mgt/RootDomain.h>
#include <kface/iokit.h>

OSDefineMetaClassAndAbstractStructors(IONotifier, OSObject)

class KFaceNotifier : public IONotifier {
  OSDeclareDefaultStructors(KFaceNotifier)
 public:
  void remove() override;
  bool disable() override;
  void enable(bool was) override;

  IOServiceInterestHandler handler;
  void *target, *reference;
  KFaceNotifier *next;
  thread_t teller;
  bool enabled;
};
OSDefineMetaClassAndStructors(KFaceNotifier, IONotifier)

static KFaceNotifier *notifiers;
static volatile bool notifiersLock;
/* Sleepers that asked for time and have not acknowledged. */
static volatile SInt32 pending, vetoes;

/* From inside its own handler there is nobody to wait for. */
void KFaceNotifier::remove() {
  {
    SpinGuard guard(&notifiersLock);
    KFaceNotifier **link = &notifiers;
    while (*link && *link != this) link = &(*link)->next;
    if (*link) *link = next;
  }
  for (thread_t busy = current_thread(); busy;) {
    {
      SpinGuard guard(&notifiersLock);
      busy = teller == current_thread() ? NULL : teller;
    }
    if (busy) IOSleep(1);
  }
  release();
}
bool KFaceNotifier::disable() {
  SpinGuard guard(&notifiersLock);
  bool was = enabled;
  enabled = false;
  return was;
}
void KFaceNotifier::enable(bool was) {
  SpinGuard guard(&notifiersLock);
  enabled = was;
}

IONotifier *registerSleepWakeInterest(IOServiceInterestHandler handler, void *target,
                                      void *reference) {
  KFaceNotifier *made = handler ? new (KF_CALLER) KFaceNotifier : NULL;
  if (!made) return NULL;
  made->handler = handler;
  made->target = target;
  made->reference = reference;
  made->enabled = true;
  SpinGuard guard(&notifiersLock);
  made->next = notifiers;
  notifiers = made;
  return made;
}
IONotifier *registerPrioritySleepWakeInterest(IOServiceInterestHandler handler, void *target,
                                              void *reference) {
  return registerSleepWakeInterest(handler, target, reference);
}
IOReturn acknowledgeSleepWakeNotification(void *) {
  OSDecrementAtomic(&pending);
  return kIOReturnSuccess;
}
IOReturn vetoSleepWakeNotification(void *) {
  OSIncrementAtomic(&vetoes);
  OSDecrementAtomic(&pending);
  return kIOReturnSuccess;
}

static void tell(KFaceNotifier *notifier, UInt32 type) {
  sleepWakeNote note = {};
  note.powerRef = notifier;
  OSIncrementAtomic(&pending);
  notifier->handler(notifier->target, notifier->reference, type, NULL, &note, sizeof(note));
  /* No time asked for: that was the acknowledgement. */
  if (note.returnValue == kIOPMAckImplied) OSDecrementAtomic(&pending);
}

/* A listener may go while another one is told: each call takes the first that was not told. */
bool kface_sleep_wake(UInt32 type) {
  enum { WAIT_MS = 30000 };
  OSArray *told = OSArray::withCapacity(4);
  vetoes = 0;
  for (;;) {
    KFaceNotifier *next;
    {
      SpinGuard guard(&notifiersLock);
      next = notifiers;
      while (next && (!next->enabled || told->getNextIndexOfObject(next, 0) != (unsigned)-1))
        next = next->next;
      if (next) next->teller = current_thread();
    }
    if (!next) break;
    told->setObject(next);
    tell(next, type);
    SpinGuard guard(&notifiersLock);
    next->teller = NULL;
  }
  told->release();
  for (int waited = 0; pending > 0 && waited < WAIT_MS; waited++) IOSleep(1);
  return pending <= 0 && vetoes == 0;
}

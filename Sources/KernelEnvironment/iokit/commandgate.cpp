/* SPDX-License-Identifier: Apache-2.0
 *
 * Command gates: a caller's thread does the work, in the gate.
 */
#include "internal.hpp"

#include <IOKit/IOCommandGate.h>

OSDefineMetaClassAndStructors(IOCommandGate, IOEventSource)

IOCommandGate *IOCommandGate::commandGate(OSObject *owner, Action action) {
  IOCommandGate *made = new (KF_CALLER) IOCommandGate;
  KF_MADE(made, made->init(owner, action));
}
bool IOCommandGate::init(OSObject *forOwner, Action toDo) {
  return IOEventSource::init(forOwner, (IOEventSource::Action)toDo);
}

void IOCommandGate::enable() {
  if (!workLoop) return;
  closeGate();
  enabled = true;
  wakeupGate(&enabled, false);
  openGate();
}
void IOCommandGate::disable() { enabled = false; }
/* Whoever waits for the gate learns that it is gone. */
void IOCommandGate::setWorkLoop(IOWorkLoop *loop) {
  IOWorkLoop *before = workLoop;
  IOEventSource::setWorkLoop(loop);
  if (!loop && before) before->wakeupGate(&enabled, false);
}

IOReturn IOCommandGate::runAction(Action toDo, void *a, void *b, void *c, void *d) {
  IOWorkLoop *loop = workLoop;
  if (!toDo) return kIOReturnBadArgument;
  if (!loop) return kIOReturnNotReady;
  IOReturn result = kIOReturnSuccess;
  loop->retain();
  loop->closeGate();
  while (workLoop == loop && !enabled && result == kIOReturnSuccess)
    if (loop->sleepGate(&enabled, THREAD_ABORTSAFE) != THREAD_AWAKENED)
      result = kIOReturnAborted;
  if (workLoop != loop) result = kIOReturnAborted;
  if (result == kIOReturnSuccess) result = toDo(owner, a, b, c, d);
  loop->openGate();
  loop->release();
  return result;
}
IOReturn IOCommandGate::runCommand(void *a, void *b, void *c, void *d) {
  return runAction((Action)action, a, b, c, d);
}
IOReturn IOCommandGate::attemptAction(Action toDo, void *a, void *b, void *c, void *d) {
  IOWorkLoop *loop = workLoop;
  if (!toDo) return kIOReturnBadArgument;
  if (!loop) return kIOReturnNotReady;
  if (!loop->tryCloseGate()) return kIOReturnCannotLock;
  IOReturn result = enabled ? toDo(owner, a, b, c, d) : kIOReturnNotPermitted;
  loop->openGate();
  return result;
}
IOReturn IOCommandGate::attemptCommand(void *a, void *b, void *c, void *d) {
  return attemptAction((Action)action, a, b, c, d);
}
IOReturn IOCommandGate::commandSleep(void *event, UInt32 interruptible) {
  return workLoop && workLoop->inGate() ? sleepGate(event, interruptible) : kIOReturnNotPermitted;
}
IOReturn IOCommandGate::commandSleep(void *event, AbsoluteTime deadline, UInt32 interruptible) {
  return workLoop && workLoop->inGate() ? sleepGate(event, deadline, interruptible)
                                        : kIOReturnNotPermitted;
}
void IOCommandGate::commandWakeup(void *event, bool oneThread) {
  if (workLoop) wakeupGate(event, oneThread);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Timers: a callout signals the loop, and the loop acts when the time has come. A timer that is
 * disabled then acts when it is enabled.
 */
#include "internal.hpp"

#include <IOKit/IOTimerEventSource.h>

OSDefineMetaClassAndStructors(IOTimerEventSource, IOEventSource)

IOTimerEventSource *IOTimerEventSource::timerEventSource(OSObject *owner, Action action) {
  IOTimerEventSource *made = new (KF_CALLER) IOTimerEventSource;
  KF_MADE(made, made->init(owner, action));
}
IOTimerEventSource *IOTimerEventSource::timerEventSource(uint32_t, OSObject *owner,
                                                         Action action) {
  IOTimerEventSource *made = new (KF_CALLER) IOTimerEventSource;
  KF_MADE(made, made->init(owner, action));
}
bool IOTimerEventSource::init(OSObject *forOwner, Action toDo) {
  if (!IOEventSource::init(forOwner, (IOEventSource::Action)toDo)) return false;
  lock = IOLockAlloc();
  call = thread_call_allocate(fired, this);
  return lock && call;
}
void IOTimerEventSource::free() {
  if (call) thread_call_free(call);
  if (lock) IOLockFree(lock);
  IOEventSource::free();
}

/* An armed callout holds the timer and its loop. */
void IOTimerEventSource::fired(void *self, void *loop) {
  ((IOWorkLoop *)loop)->signalWorkAvailable();
  ((IOWorkLoop *)loop)->release();
  ((IOTimerEventSource *)self)->release();
}

IOReturn IOTimerEventSource::wakeAtTime(AbsoluteTime when) {
  if (!action) return kIOReturnNoResources;
  IOLockLock(lock);
  deadline = when;
  armed = true;
  if (workLoop) {
    retain();
    workLoop->retain();
    IOWorkLoop *before = armedLoop;
    armedLoop = workLoop;
    if (thread_call_enter1_delayed(call, workLoop, when)) {
      before->release();
      release();
    }
  }
  IOLockUnlock(lock);
  return kIOReturnSuccess;
}
void IOTimerEventSource::cancelTimeout() {
  IOLockLock(lock);
  armed = false;
  IOWorkLoop *loop = thread_call_cancel(call) ? armedLoop : NULL;
  IOLockUnlock(lock);
  if (!loop) return;
  loop->release();
  release();
}

bool IOTimerEventSource::checkForWork() {
  AbsoluteTime now;
  clock_get_uptime(&now);
  IOLockLock(lock);
  bool due = armed && enabled && now >= deadline;
  if (due) armed = false;
  IOLockUnlock(lock);
  if (due && action) ((Action)action)(owner, this);
  return false;
}
void IOTimerEventSource::enable() { IOEventSource::enable(); }
void IOTimerEventSource::disable() { IOEventSource::disable(); }
void IOTimerEventSource::setWorkLoop(IOWorkLoop *loop) {
  if (!loop) cancelTimeout();
  IOEventSource::setWorkLoop(loop);
}

IOReturn IOTimerEventSource::wakeAtTime(UInt32 time, UInt32 scale) {
  return wakeAtTime((AbsoluteTime)time * scale);
}
IOReturn IOTimerEventSource::setTimeout(AbsoluteTime interval) {
  AbsoluteTime when;
  clock_absolutetime_interval_to_deadline(interval, &when);
  return wakeAtTime(when);
}
IOReturn IOTimerEventSource::setTimeout(UInt32 interval, UInt32 scale) {
  AbsoluteTime when;
  clock_interval_to_deadline(interval, scale, &when);
  return wakeAtTime(when);
}
IOReturn IOTimerEventSource::setTimeoutTicks(UInt32 ticks) {
  return setTimeout(ticks, (UInt32)(NSEC_PER_SEC / (UInt32)hz));
}
IOReturn IOTimerEventSource::setTimeoutMS(UInt32 interval) {
  return setTimeout(interval, kMillisecondScale);
}
IOReturn IOTimerEventSource::setTimeoutUS(UInt32 interval) {
  return setTimeout(interval, kMicrosecondScale);
}
IOReturn IOTimerEventSource::wakeAtTimeTicks(UInt32 ticks) {
  return wakeAtTime(ticks, (UInt32)(NSEC_PER_SEC / (UInt32)hz));
}
IOReturn IOTimerEventSource::wakeAtTimeMS(UInt32 time) {
  return wakeAtTime(time, kMillisecondScale);
}
IOReturn IOTimerEventSource::wakeAtTimeUS(UInt32 time) {
  return wakeAtTime(time, kMicrosecondScale);
}

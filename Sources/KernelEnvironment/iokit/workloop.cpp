/* SPDX-License-Identifier: Apache-2.0
 *
 * Work loops: a thread that asks its sources, in its gate, whenever one has signalled.
 */
#include "internal.hpp"

#include <IOKit/IOEventSource.h>
#include <IOKit/IOWorkLoop.h>

OSDefineMetaClassAndStructors(IOWorkLoop, OSObject)

IOWorkLoop *IOWorkLoop::workLoop() { return workLoopWithOptions(0); }
IOWorkLoop *IOWorkLoop::workLoopWithOptions(IOOptionBits) {
  IOWorkLoop *made = new (KF_CALLER) IOWorkLoop;
  KF_MADE(made, made->init());
}

bool IOWorkLoop::init() {
  if (!OSObject::init()) return false;
  gateLock = IORecursiveLockAlloc();
  workLock = IOLockAlloc();
  return gateLock && workLock && kernel_thread_start(entry, this, &thread) == KERN_SUCCESS;
}

void IOWorkLoop::free() {
  bool onItself = thread && onThread();
  if (thread && !finished) {
    IOLockLock(workLock);
    terminating = true;
    freeAtEnd = onItself;
    IOLockWakeup(workLock, &workToDo, false);
    while (!onItself && !finished) IOLockSleep(workLock, &finished, THREAD_UNINT);
    IOLockUnlock(workLock);
    if (onItself) return;
  }
  while (eventChain) removeEventSource(eventChain);
  if (thread) thread_deallocate(thread);
  if (workLock) IOLockFree(workLock);
  if (gateLock) IORecursiveLockFree(gateLock);
  OSObject::free();
}

void IOWorkLoop::entry(void *self, wait_result_t) {
  IOWorkLoop *loop = (IOWorkLoop *)self;
  loop->threadMain();
  IOLockLock(loop->workLock);
  loop->finished = true;
  bool mustFree = loop->freeAtEnd;
  IOLockWakeup(loop->workLock, &loop->finished, false);
  IOLockUnlock(loop->workLock);
  if (mustFree) loop->free();
  thread_terminate(current_thread());
}

void IOWorkLoop::threadMain() {
  for (;;) {
    IOLockLock(workLock);
    while (!workToDo && !terminating) IOLockSleep(workLock, &workToDo, THREAD_UNINT);
    bool end = terminating;
    workToDo = false;
    IOLockUnlock(workLock);
    if (end) return;
    closeGate();
    while (runEventSources()) {}
    openGate();
  }
}

/* True when a source has more to do. A source may go while its action runs. */
bool IOWorkLoop::runEventSources() {
  bool more = false;
  for (IOEventSource *source = eventChain, *next; source && !terminating; source = next) {
    source->retain();
    more |= source->checkForWork();
    next = source->getNext();
    source->release();
  }
  return more && !terminating;
}

void IOWorkLoop::signalWorkAvailable() {
  IOLockLock(workLock);
  workToDo = true;
  IOLockWakeup(workLock, &workToDo, false);
  IOLockUnlock(workLock);
}

IOReturn IOWorkLoop::addEventSource(IOEventSource *source) {
  if (!source || source->getWorkLoop()) return kIOReturnBadArgument;
  closeGate();
  source->retain();
  source->setNext(NULL);
  IOEventSource **link = &eventChain;
  while (*link) link = &(*link)->eventChainNext;
  *link = source;
  source->setWorkLoop(this);
  openGate();
  signalWorkAvailable();
  return kIOReturnSuccess;
}
IOReturn IOWorkLoop::removeEventSource(IOEventSource *source) {
  closeGate();
  IOEventSource **link = &eventChain;
  while (*link && *link != source) link = &(*link)->eventChainNext;
  bool found = *link != NULL;
  if (found) {
    *link = source->eventChainNext;
    source->setWorkLoop(NULL);
    source->setNext(NULL);
  }
  openGate();
  if (!found) return kIOReturnBadArgument;
  source->release();
  return kIOReturnSuccess;
}
void IOWorkLoop::enableAllEventSources() const {
  for (IOEventSource *source = eventChain; source; source = source->getNext()) source->enable();
}
void IOWorkLoop::disableAllEventSources() const {
  for (IOEventSource *source = eventChain; source; source = source->getNext()) source->disable();
}

IOThread IOWorkLoop::getThread() const { return thread; }
bool IOWorkLoop::onThread() const { return current_thread() == thread; }
bool IOWorkLoop::inGate() const { return IORecursiveLockHaveLock(gateLock); }
void IOWorkLoop::openGate() { IORecursiveLockUnlock(gateLock); }
void IOWorkLoop::closeGate() { IORecursiveLockLock(gateLock); }
bool IOWorkLoop::tryCloseGate() { return IORecursiveLockTryLock(gateLock); }
int IOWorkLoop::sleepGate(void *event, UInt32 type) {
  return IORecursiveLockSleep(gateLock, event, type);
}
int IOWorkLoop::sleepGate(void *event, AbsoluteTime deadline, UInt32 type) {
  return IORecursiveLockSleepDeadline(gateLock, event, deadline, type);
}
void IOWorkLoop::wakeupGate(void *event, bool oneThread) {
  IORecursiveLockWakeup(gateLock, event, oneThread);
}
IOReturn IOWorkLoop::runAction(Action action, OSObject *target, void *a, void *b, void *c,
                               void *d) {
  closeGate();
  IOReturn result = action(target, a, b, c, d);
  openGate();
  return result;
}

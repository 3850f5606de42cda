/* SPDX-License-Identifier: Apache-2.0
 *
 * Event sources, and the two that only pass work on: interrupts and the base class.
 */
#include "internal.hpp"

#include <IOKit/IOEventSource.h>
#include <IOKit/IOInterruptEventSource.h>
#include <IOKit/IOService.h>

OSDefineMetaClassAndAbstractStructors(IOEventSource, OSObject)
OSDefineMetaClassAndStructors(IOInterruptEventSource, IOEventSource)

bool IOEventSource::init(OSObject *forOwner, Action toDo) {
  if (!forOwner || !OSObject::init()) return false;
  owner = forOwner;
  action = toDo;
  enabled = true;
  return true;
}
void IOEventSource::free() { OSObject::free(); }
bool IOEventSource::checkForWork() { return false; }
void IOEventSource::setWorkLoop(IOWorkLoop *loop) {
  if (!loop) disable();
  workLoop = loop;
}
void IOEventSource::setNext(IOEventSource *next) { eventChainNext = next; }
IOEventSource *IOEventSource::getNext() const { return eventChainNext; }
OSObject *IOEventSource::getOwner() const { return owner; }
void IOEventSource::setAction(Action toDo) { action = toDo; }
IOEventSource::Action IOEventSource::getAction() const { return action; }
void IOEventSource::enable() {
  enabled = true;
  if (workLoop) signalWorkAvailable();
}
void IOEventSource::disable() { enabled = false; }
bool IOEventSource::isEnabled() const { return enabled; }
IOWorkLoop *IOEventSource::getWorkLoop() const { return workLoop; }
bool IOEventSource::onThread() const { return workLoop && workLoop->onThread(); }

void IOEventSource::signalWorkAvailable() { workLoop->signalWorkAvailable(); }
void IOEventSource::openGate() { workLoop->openGate(); }
void IOEventSource::closeGate() { workLoop->closeGate(); }
bool IOEventSource::tryCloseGate() { return workLoop->tryCloseGate(); }
int IOEventSource::sleepGate(void *event, UInt32 type) {
  return workLoop->sleepGate(event, type);
}
int IOEventSource::sleepGate(void *event, AbsoluteTime deadline, UInt32 type) {
  return workLoop->sleepGate(event, deadline, type);
}
void IOEventSource::wakeupGate(void *event, bool oneThread) {
  workLoop->wakeupGate(event, oneThread);
}

IOInterruptEventSource *IOInterruptEventSource::interruptEventSource(OSObject *owner,
                                                                     Action action,
                                                                     IOService *provider,
                                                                     int index) {
  IOInterruptEventSource *made = new (KF_CALLER) IOInterruptEventSource;
  KF_MADE(made, made->init(owner, action, provider, index));
}
bool IOInterruptEventSource::init(OSObject *forOwner, Action toDo, IOService *from, int number) {
  if (!IOEventSource::init(forOwner, (IOEventSource::Action)toDo)) return false;
  provider = from;
  index = number;
  enabled = false;
  return true;
}
const IOService *IOInterruptEventSource::getProvider() const { return provider; }
int IOInterruptEventSource::getIntIndex() const { return index; }
void IOInterruptEventSource::interruptOccurred(void *, IOService *, int) {
  OSIncrementAtomic(&occurred);
  if (workLoop) signalWorkAvailable();
}
bool IOInterruptEventSource::checkForWork() {
  SInt32 count = enabled ? __atomic_exchange_n(&occurred, 0, __ATOMIC_ACQ_REL) : 0;
  if (count && action) ((Action)action)(owner, this, count);
  return false;
}

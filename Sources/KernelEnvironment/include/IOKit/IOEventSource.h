/* SPDX-License-Identifier: Apache-2.0
 *
 * A source of work for a work loop, and a class to derive from: `checkForWork` runs on the loop's
 * thread, in its gate, after `signalWorkAvailable`.
 */
#ifndef _IOKIT_IOEVENTSOURCE_H
#define _IOKIT_IOEVENTSOURCE_H

#include <IOKit/IOLib.h>
#include <IOKit/IOWorkLoop.h>
#include <libkern/c++/OSObject.h>

#ifdef __cplusplus

class IOEventSource : public OSObject {
  OSDeclareAbstractStructors(IOEventSource);
  friend class IOWorkLoop;

 public:
  typedef void (*Action)(OSObject *owner, ...);

  virtual void setAction(Action action);
  Action getAction() const;
  virtual void enable();
  virtual void disable();
  virtual bool isEnabled() const;
  virtual IOWorkLoop *getWorkLoop() const;
  virtual bool onThread() const;
  IOEventSource *getNext() const;
  OSObject *getOwner() const;

 protected:
  IOEventSource *eventChainNext;
  OSObject *owner;
  Action action;
  bool enabled;
  IOWorkLoop *workLoop;

  virtual bool init(OSObject *owner, Action action = NULL);
  void free() override;
  /* True when there is more to do at once. */
  virtual bool checkForWork();
  virtual void setWorkLoop(IOWorkLoop *workLoop);
  virtual void setNext(IOEventSource *next);

  void signalWorkAvailable();
  void openGate();
  void closeGate();
  bool tryCloseGate();
  int sleepGate(void *event, UInt32 type);
  int sleepGate(void *event, AbsoluteTime deadline, UInt32 type);
  void wakeupGate(void *event, bool oneThread);
};

#endif /* __cplusplus */

#endif /* _IOKIT_IOEVENTSOURCE_H */

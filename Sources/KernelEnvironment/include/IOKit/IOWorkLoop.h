/* SPDX-License-Identifier: Apache-2.0
 *
 * A thread with a gate: whatever its event sources do happens one at a time.
 */
#ifndef __IOKIT_IOWORKLOOP_H
#define __IOKIT_IOWORKLOOP_H

#include <IOKit/IOLib.h>
#include <IOKit/IOReturn.h>
#include <libkern/c++/OSObject.h>

#ifdef __cplusplus

class IOEventSource;
class IOCommandGate;

class IOWorkLoop : public OSObject {
  OSDeclareDefaultStructors(IOWorkLoop);

 public:
  typedef IOReturn (*Action)(OSObject *target, void *a, void *b, void *c, void *d);

  static IOWorkLoop *workLoop();
  static IOWorkLoop *workLoopWithOptions(IOOptionBits options);

  bool init() override;
  virtual IOThread getThread() const;
  virtual bool onThread() const;
  virtual bool inGate() const;
  virtual IOReturn addEventSource(IOEventSource *source);
  virtual IOReturn removeEventSource(IOEventSource *source);
  virtual void enableAllEventSources() const;
  virtual void disableAllEventSources() const;
  virtual void signalWorkAvailable();
  virtual void openGate();
  virtual void closeGate();
  virtual bool tryCloseGate();
  virtual int sleepGate(void *event, UInt32 type);
  virtual int sleepGate(void *event, AbsoluteTime deadline, UInt32 type);
  virtual void wakeupGate(void *event, bool oneThread);
  virtual IOReturn runAction(Action action, OSObject *target, void *a = NULL, void *b = NULL,
                             void *c = NULL, void *d = NULL);
  virtual bool runEventSources();

 protected:
  /* Ends the thread first; on that thread, afterwards. */
  void free() override;
  virtual void threadMain();

 private:
  static void entry(void *self, wait_result_t result);
  IOEventSource *eventChain;
  IORecursiveLock *gateLock;
  IOLock *workLock;
  thread_t thread;
  bool workToDo;
  bool terminating;
  bool finished;
  bool freeAtEnd;
};

#endif /* __cplusplus */

#endif /* __IOKIT_IOWORKLOOP_H */

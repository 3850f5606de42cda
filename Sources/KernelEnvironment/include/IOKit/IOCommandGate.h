/* SPDX-License-Identifier: Apache-2.0
 *
 * A way for any thread into the gate of a work loop.
 */
#ifndef _IOKIT_IOCOMMANDGATE_H
#define _IOKIT_IOCOMMANDGATE_H

#include <IOKit/IOEventSource.h>

#ifdef __cplusplus

class IOCommandGate : public IOEventSource {
  OSDeclareDefaultStructors(IOCommandGate);

 public:
  typedef IOReturn (*Action)(OSObject *owner, void *a, void *b, void *c, void *d);

  static IOCommandGate *commandGate(OSObject *owner, Action action = NULL);
  virtual bool init(OSObject *owner, Action action = NULL);
  void enable() override;
  void disable() override;
  virtual IOReturn runCommand(void *a = NULL, void *b = NULL, void *c = NULL, void *d = NULL);
  /* Waits while the gate is disabled. */
  virtual IOReturn runAction(Action action, void *a = NULL, void *b = NULL, void *c = NULL,
                             void *d = NULL);
  /* kIOReturnCannotLock and kIOReturnNotPermitted instead of waiting. */
  virtual IOReturn attemptCommand(void *a = NULL, void *b = NULL, void *c = NULL, void *d = NULL);
  virtual IOReturn attemptAction(Action action, void *a = NULL, void *b = NULL, void *c = NULL,
                                 void *d = NULL);
  /* Sleeps with the gate open. */
  virtual IOReturn commandSleep(void *event, UInt32 interruptible = THREAD_ABORTSAFE);
  virtual IOReturn commandSleep(void *event, AbsoluteTime deadline, UInt32 interruptible);
  virtual void commandWakeup(void *event, bool oneThread = false);

 protected:
  void setWorkLoop(IOWorkLoop *workLoop) override;
};

#endif /* __cplusplus */

#endif /* _IOKIT_IOCOMMANDGATE_H */

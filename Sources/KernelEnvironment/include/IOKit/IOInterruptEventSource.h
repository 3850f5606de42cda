/* SPDX-License-Identifier: Apache-2.0
 *
 * Interrupts for a work loop. There is no device: software reports them.
 */
#ifndef _IOKIT_IOINTERRUPTEVENTSOURCE_H
#define _IOKIT_IOINTERRUPTEVENTSOURCE_H

#include <IOKit/IOEventSource.h>

#ifdef __cplusplus

class IOService;

class IOInterruptEventSource : public IOEventSource {
  OSDeclareDefaultStructors(IOInterruptEventSource);

 public:
  typedef void (*Action)(OSObject *owner, IOInterruptEventSource *sender, int count);

  static IOInterruptEventSource *interruptEventSource(OSObject *owner, Action action,
                                                      IOService *provider = NULL,
                                                      int index = 0);
  virtual bool init(OSObject *owner, Action action, IOService *provider = NULL, int index = 0);
  virtual const IOService *getProvider() const;
  virtual int getIntIndex() const;
  virtual void interruptOccurred(void *reference, IOService *nub, int index);

 protected:
  bool checkForWork() override;

 private:
  IOService *provider;
  int index;
  volatile SInt32 occurred;
};

#endif /* __cplusplus */

#endif /* _IOKIT_IOINTERRUPTEVENTSOURCE_H */

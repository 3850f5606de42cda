/* SPDX-License-Identifier: Apache-2.0
 *
 * A time-out in the gate of a work loop.
 */
#ifndef _IOTIMEREVENTSOURCE
#define _IOTIMEREVENTSOURCE

#include <IOKit/IOEventSource.h>
#include <IOKit/IOTypes.h>
#include <kern/clock.h>

#ifdef __cplusplus

class IOTimerEventSource : public IOEventSource {
  OSDeclareDefaultStructors(IOTimerEventSource);

 public:
  typedef void (*Action)(OSObject *owner, IOTimerEventSource *sender);

  static IOTimerEventSource *timerEventSource(OSObject *owner, Action action = NULL);
  static IOTimerEventSource *timerEventSource(uint32_t options, OSObject *owner,
                                              Action action = NULL);
  virtual bool init(OSObject *owner, Action action = NULL);
  void enable() override;
  void disable() override;
  virtual IOReturn setTimeoutTicks(UInt32 ticks);
  virtual IOReturn setTimeoutMS(UInt32 milliseconds);
  virtual IOReturn setTimeoutUS(UInt32 microseconds);
  virtual IOReturn setTimeout(UInt32 interval, UInt32 scale = kNanosecondScale);
  virtual IOReturn setTimeout(AbsoluteTime interval);
  virtual IOReturn wakeAtTimeTicks(UInt32 ticks);
  virtual IOReturn wakeAtTimeMS(UInt32 milliseconds);
  virtual IOReturn wakeAtTimeUS(UInt32 microseconds);
  virtual IOReturn wakeAtTime(UInt32 time, UInt32 scale = kNanosecondScale);
  virtual IOReturn wakeAtTime(AbsoluteTime deadline);
  virtual void cancelTimeout();

 protected:
  void free() override;
  void setWorkLoop(IOWorkLoop *workLoop) override;
  bool checkForWork() override;

 private:
  static void fired(void *self, void *loop);
  IOLock *lock;
  thread_call_t call;
  IOWorkLoop *armedLoop;
  AbsoluteTime deadline;
  bool armed;
};

#endif /* __cplusplus */

#endif /* _IOTIMEREVENTSOURCE */

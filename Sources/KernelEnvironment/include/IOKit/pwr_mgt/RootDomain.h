/* SPDX-License-Identifier: Apache-2.0
 *
 * The machine's sleep and waking, as listeners hear of it. The machine here sleeps when the harness
 * says so (kface_sleep_wake in kface/iokit.h).
 */
#ifndef _IOKIT_ROOTDOMAIN_H
#define _IOKIT_ROOTDOMAIN_H

#include <IOKit/IONotifier.h>
#include <IOKit/IOService.h>
#include <IOKit/pwr_mgt/IOPM.h>

#ifdef __cplusplus

typedef IOReturn (*IOServiceInterestHandler)(void *target, void *reference, UInt32 type,
                                             IOService *provider, void *argument,
                                             vm_size_t length);

IONotifier *registerSleepWakeInterest(IOServiceInterestHandler handler, void *target,
                                      void *reference = NULL);
IONotifier *registerPrioritySleepWakeInterest(IOServiceInterestHandler handler, void *target,
                                              void *reference = NULL);
/* For a listener that answered that it needs time; `reference` is the message's argument. */
IOReturn acknowledgeSleepWakeNotification(void *reference);
IOReturn vetoSleepWakeNotification(void *reference);

/* What a message's argument points to: `returnValue` is how many microseconds a listener needs. */
struct _IOPowerStateChangeNotification {
  void *powerRef;
  unsigned long returnValue;
  unsigned long stateNumber;
  unsigned long stateFlags;
};
typedef _IOPowerStateChangeNotification IOPowerStateChangeNotification;
typedef _IOPowerStateChangeNotification sleepWakeNote;

#endif /* __cplusplus */

#endif /* _IOKIT_ROOTDOMAIN_H */

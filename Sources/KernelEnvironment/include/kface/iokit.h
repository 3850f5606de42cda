/* SPDX-License-Identifier: Apache-2.0
 *
 * The other sides of a driver written in C++: what loads and unloads it, and the process at its user
 * client. Without a driver of your own around it:
 * `kernel-client run PROGRAM --entry iokit_driver_run CLASS [MILLISECONDS]`.
 */
#ifndef _KFACE_IOKIT_H_
#define _KFACE_IOKIT_H_

#include <IOKit/IOUserClient.h>

#ifdef __cplusplus

/* Makes an instance, attaches it below a resource nub, probes and starts it. Null when it refuses. */
IOService *kface_driver_start(const char *className, OSDictionary *properties = NULL);
/* Terminates it: stop, detach, and the last release. */
void kface_driver_stop(IOService *driver);

/* Connects as a process with administrator's rights does (IOServiceOpen). */
IOReturn kface_client_open(IOService *driver, UInt32 type, IOUserClient **client);
/* IOConnectCallMethod; null and 0 for what is not passed. */
IOReturn kface_client_call(IOUserClient *client, uint32_t selector, const uint64_t *input,
                           uint32_t inputCount, const void *inputStruct, uint32_t inputBytes,
                           uint64_t *output, uint32_t *outputCount, void *outputStruct,
                           uint32_t *outputBytes);
/* Closes as a process does, or dies. */
void kface_client_close(IOUserClient *client, bool dies = false);
/* Told, on the writer's thread, that a data queue with this notification port has data. */
void kface_on_data_available(void (*function)(mach_port_t port));

/* Tells the listeners (IOKit/pwr_mgt/RootDomain.h) of a message, kIOMessageSystemWillSleep for
 * one, and waits for those that ask for time. False when one vetoed or did not acknowledge. */
bool kface_sleep_wake(UInt32 message);

/* An entry function. */
extern "C" int iokit_driver_run(int argc, char **argv);

#endif /* __cplusplus */

#endif /* _KFACE_IOKIT_H_ */

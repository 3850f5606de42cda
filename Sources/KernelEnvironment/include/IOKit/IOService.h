/* SPDX-License-Identifier: Apache-2.0
 *
 * A driver or what a driver drives. The harness (kface/iokit.h) makes one by the name of its class,
 * starts and stops it; there is no matching, no power management and no device.
 */
#ifndef _IOKIT_IOSERVICE_H
#define _IOKIT_IOSERVICE_H

#include <IOKit/IOTypes.h>
#include <IOKit/IOKitKeys.h>
#include <IOKit/IOMessage.h>
#include <IOKit/IOLib.h>
#include <IOKit/IORegistryEntry.h>

#ifdef __cplusplus

class IOWorkLoop;
class IOUserClient;

enum {
  kIOServiceInactiveState = 0x00000001,
  kIOServiceRegisteredState = 0x00000002,
  kIOServiceMatchedState = 0x00000004
};
enum { kIOServiceExclusive = 1, kIOServiceRequired = 1, kIOServiceTerminate = 4 };
enum { kIOServiceSeize = 1, kIOServiceFamilyOpenOptions = 0xffff0000 };
enum { kIOServiceSynchronous = 2, kIOServiceAsynchronous = 8 };

class IOService : public IORegistryEntry {
  OSDeclareDefaultStructors(IOService);

 public:
  bool init(OSDictionary *dictionary = NULL) override;
  void free() override;

  virtual IOService *probe(IOService *provider, SInt32 *score);
  virtual bool start(IOService *provider);
  virtual void stop(IOService *provider);
  virtual bool attach(IOService *provider);
  virtual void detach(IOService *provider);
  virtual IOService *getProvider() const;
  virtual void registerService(IOOptionBits options = 0);
  /* Stops the service and, before it, its clients. */
  virtual bool terminate(IOOptionBits options = 0);
  virtual bool willTerminate(IOService *provider, IOOptionBits options);
  virtual bool didTerminate(IOService *provider, IOOptionBits options, bool *defer);
  virtual bool requestTerminate(IOService *provider, IOOptionBits options);
  virtual bool finalize(IOOptionBits options);
  virtual IOOptionBits getState() const;
  bool isInactive() const;

  virtual bool open(IOService *client, IOOptionBits options = 0, void *argument = NULL);
  virtual void close(IOService *client, IOOptionBits options = 0);
  virtual bool isOpen(const IOService *client = NULL) const;
  virtual bool handleOpen(IOService *client, IOOptionBits options, void *argument);
  virtual void handleClose(IOService *client, IOOptionBits options);
  virtual bool handleIsOpen(const IOService *client) const;

  virtual IOReturn message(UInt32 type, IOService *provider, void *argument = NULL);
  virtual IOReturn messageClient(UInt32 type, OSObject *client, void *argument = NULL,
                                 vm_size_t length = 0);
  virtual IOReturn messageClients(UInt32 type, void *argument = NULL, vm_size_t length = 0);
  virtual IOReturn callPlatformFunction(const OSSymbol *function, bool wait, void *a, void *b,
                                        void *c, void *d);

  /* The provider's; the root has one. */
  virtual IOWorkLoop *getWorkLoop() const;
  virtual IOReturn newUserClient(task_t task, void *security, UInt32 type,
                                 OSDictionary *properties, IOUserClient **client);
  virtual IOReturn newUserClient(task_t task, void *security, UInt32 type, IOUserClient **client);
  virtual const char *stringFromReturn(IOReturn code);
  virtual int errnoFromReturn(IOReturn code);

  /* No power management: taken, without effect. */
  virtual void PMinit();
  virtual void PMstop();
  virtual void joinPMtree(IOService *driver);
  virtual void systemWillShutdown(IOOptionBits specifier);

 private:
  IOService *provider;
  OSArray *clients;
  const IOService *openedBy;
  volatile IOOptionBits state;
};

#endif /* __cplusplus */

#endif /* _IOKIT_IOSERVICE_H */

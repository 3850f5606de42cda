/* SPDX-License-Identifier: Apache-2.0
 *
 * Services: a line from client to provider, and what starts and ends along it.
 */
#include "internal.hpp"

#include <IOKit/IOUserClient.h>
#include <IOKit/IOWorkLoop.h>

OSDefineMetaClassAndStructors(IOService, IORegistryEntry)

/* Over the links between all services: a few instructions. */
static volatile bool linksLock;

bool IOService::init(OSDictionary *dictionary) {
  if (!IORegistryEntry::init(dictionary)) return false;
  clients = OSArray::withCapacity(1);
  return clients != NULL;
}
void IOService::free() {
  OSSafeRelease(clients);
  OSSafeRelease(provider);
  IORegistryEntry::free();
}

IOService *IOService::probe(IOService *, SInt32 *) { return this; }
bool IOService::start(IOService *) { return true; }
void IOService::stop(IOService *) {}

bool IOService::attach(IOService *to) {
  if (!to || to->isInactive() || !to->clients->setObject(this)) return false;
  SpinGuard guard(&linksLock);
  to->retain();
  provider = to;
  return true;
}
void IOService::detach(IOService *from) {
  {
    SpinGuard guard(&linksLock);
    if (!from || provider != from) return;
    provider = NULL;
  }
  unsigned int index = from->clients->getNextIndexOfObject(this, 0);
  from->clients->removeObject(index);
  from->release();
}
IOService *IOService::getProvider() const { return provider; }
void IOService::registerService(IOOptionBits) {
  OSBitOrAtomic(kIOServiceRegisteredState | kIOServiceMatchedState, &state);
}

bool IOService::terminate(IOOptionBits flags) {
  if (OSBitOrAtomic(kIOServiceInactiveState, &state) & kIOServiceInactiveState) return true;
  IOService *above = provider;
  retain();
  while (IOService *client = (IOService *)clients->getLastObject()) {
    client->retain();
    client->message(kIOMessageServiceIsTerminated, this);
    client->terminate(flags);
    client->detach(this);
    client->release();
  }
  bool defer = false;
  willTerminate(above, flags);
  didTerminate(above, flags, &defer);
  stop(above);
  finalize(flags);
  detach(above);
  release();
  return true;
}
bool IOService::willTerminate(IOService *, IOOptionBits) { return true; }
bool IOService::didTerminate(IOService *from, IOOptionBits flags, bool *) {
  if (from && from->isOpen(this)) from->close(this, flags);
  return true;
}
bool IOService::requestTerminate(IOService *, IOOptionBits) { return true; }
bool IOService::finalize(IOOptionBits) { return true; }
IOOptionBits IOService::getState() const { return state; }
bool IOService::isInactive() const { return state & kIOServiceInactiveState; }

bool IOService::open(IOService *client, IOOptionBits flags, void *argument) {
  return !isInactive() && handleOpen(client, flags, argument);
}
void IOService::close(IOService *client, IOOptionBits flags) { handleClose(client, flags); }
bool IOService::isOpen(const IOService *client) const { return handleIsOpen(client); }
bool IOService::handleOpen(IOService *client, IOOptionBits, void *) {
  SpinGuard guard(&linksLock);
  if (openedBy && openedBy != client) return false;
  openedBy = client;
  return true;
}
void IOService::handleClose(IOService *client, IOOptionBits) {
  SpinGuard guard(&linksLock);
  if (openedBy == client) openedBy = NULL;
}
bool IOService::handleIsOpen(const IOService *client) const {
  return client ? openedBy == client : openedBy != NULL;
}

IOReturn IOService::message(UInt32, IOService *, void *) { return kIOReturnUnsupported; }
IOReturn IOService::messageClient(UInt32 type, OSObject *client, void *argument, vm_size_t) {
  IOService *service = OSDynamicCast(IOService, client);
  return service ? service->message(type, this, argument) : kIOReturnBadArgument;
}
IOReturn IOService::messageClients(UInt32 type, void *argument, vm_size_t length) {
  OSArray *all = OSArray::withArray(clients);
  for (unsigned int i = 0; all && i < all->getCount(); i++)
    messageClient(type, all->getObject(i), argument, length);
  OSSafeRelease(all);
  return kIOReturnSuccess;
}
IOReturn IOService::callPlatformFunction(const OSSymbol *function, bool wait, void *a, void *b,
                                         void *c, void *d) {
  return provider ? provider->callPlatformFunction(function, wait, a, b, c, d)
                  : kIOReturnUnsupported;
}

IOWorkLoop *IOService::getWorkLoop() const { return provider ? provider->getWorkLoop() : NULL; }

IOReturn IOService::newUserClient(task_t task, void *security, UInt32 type,
                                  OSDictionary *properties, IOUserClient **client) {
  OSObject *name = getProperty(kIOUserClientClassKey);
  OSObject *made = OSMetaClass::allocClassWithName(OSDynamicCast(OSString, name));
  IOUserClient *door = OSDynamicCast(IOUserClient, made);
  if (!door) {
    OSSafeRelease(made);
    return kIOReturnUnsupported;
  }
  IOReturn result = kIOReturnSuccess;
  if (!door->initWithTask(task, security, type, properties)) {
    result = kIOReturnBadArgument;
  } else if (!door->attach(this)) {
    result = kIOReturnUnsupported;
  } else if (!door->start(this)) {
    door->detach(this);
    result = kIOReturnUnsupported;
  }
  if (result != kIOReturnSuccess) OSSafeReleaseNULL(door);
  *client = door;
  return result;
}
IOReturn IOService::newUserClient(task_t task, void *security, UInt32 type,
                                  IOUserClient **client) {
  return newUserClient(task, security, type, NULL, client);
}

const char *IOService::stringFromReturn(IOReturn code) {
  switch (code) {
    case kIOReturnSuccess: return "success";
    case kIOReturnError: return "general error";
    case kIOReturnNoMemory: return "memory allocation error";
    case kIOReturnNoResources: return "resource shortage";
    case kIOReturnNotPrivileged: return "privilege violation";
    case kIOReturnBadArgument: return "invalid argument";
    case kIOReturnExclusiveAccess: return "device already open";
    case kIOReturnUnsupported: return "unsupported function";
    case kIOReturnIOError: return "device I/O error";
    case kIOReturnNotReady: return "device not ready";
    case kIOReturnBusy: return "device busy";
    case kIOReturnTimeout: return "I/O timeout";
    case kIOReturnAborted: return "operation aborted";
    case kIOReturnNotFound: return "not found";
    default: return "undefined";
  }
}
int IOService::errnoFromReturn(IOReturn code) {
  switch (code) {
    case kIOReturnSuccess: return 0;
    case kIOReturnNoMemory: return ENOMEM;
    case kIOReturnNoResources: return EAGAIN;
    case kIOReturnNoDevice: return ENXIO;
    case kIOReturnNotPrivileged: return EACCES;
    case kIOReturnBadArgument: return EINVAL;
    case kIOReturnUnsupported: return EOPNOTSUPP;
    case kIOReturnExclusiveAccess:
    case kIOReturnBusy: return EBUSY;
    case kIOReturnTimeout: return ETIMEDOUT;
    case kIOReturnNotPermitted: return EPERM;
    case kIOReturnAborted: return EINTR;
    case kIOReturnNoSpace: return ENOSPC;
    default: return EIO;
  }
}

void IOService::PMinit() {}
void IOService::PMstop() {}
void IOService::joinPMtree(IOService *) {}
void IOService::systemWillShutdown(IOOptionBits) {}

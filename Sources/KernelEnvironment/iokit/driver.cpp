/* SPDX-License-Identifier: Apache-2.0
 *
 * The harness of drivers: a resource nub to attach to, and a process at the user client.
 */
#include "internal.hpp"

#include <IOKit/IOWorkLoop.h>
#include <kface/iokit.h>

/* What a driver without a device has as its provider, with the loop its drivers share. */
class KFaceResources : public IOService {
  OSDeclareDefaultStructors(KFaceResources)
 public:
  bool init(OSDictionary *dictionary = NULL) override {
    if (!IOService::init(dictionary)) return false;
    setName("IOResources");
    loop = IOWorkLoop::workLoop();
    return loop != NULL;
  }
  void free() override {
    OSSafeRelease(loop);
    IOService::free();
  }
  IOWorkLoop *getWorkLoop() const override { return loop; }

 private:
  IOWorkLoop *loop;
};
OSDefineMetaClassAndStructors(KFaceResources, IOService)

static bool begin(IOService *driver, IOService *nub, OSDictionary *properties) {
  SInt32 score = 0;
  if (!driver->init(properties) || !driver->attach(nub)) return false;
  if (driver->probe(nub, &score) && driver->start(nub)) return true;
  driver->detach(nub);
  return false;
}

IOService *kface_driver_start(const char *className, OSDictionary *properties) {
  OSObject *made = OSMetaClass::allocClassWithName(className);
  IOService *driver = OSDynamicCast(IOService, made);
  if (!driver) {
    OSSafeRelease(made);
    IOLog("no class %s that is a service\n", className);
    return NULL;
  }
  KFaceResources *nub = new KFaceResources;
  OSDictionary *table = properties ? properties : OSDictionary::withCapacity(4);
  if (properties) properties->retain();
  bool started = nub && nub->init() && begin(driver, nub, table);
  OSSafeRelease(table);
  OSSafeRelease(nub);
  if (!started) OSSafeReleaseNULL(driver);
  return driver;
}
void kface_driver_stop(IOService *driver) {
  if (!driver) return;
  driver->terminate();
  driver->release();
}

IOReturn kface_client_open(IOService *driver, UInt32 type, IOUserClient **client) {
  *client = NULL;
  return driver->newUserClient(current_task(), (void *)current_task(), type, NULL, client);
}
IOReturn kface_client_call(IOUserClient *client, uint32_t selector, const uint64_t *input,
                           uint32_t inputCount, const void *inputStruct, uint32_t inputBytes,
                           uint64_t *output, uint32_t *outputCount, void *outputStruct,
                           uint32_t *outputBytes) {
  IOExternalMethodArguments arguments;
  bzero(&arguments, sizeof arguments);
  arguments.version = 1;
  arguments.selector = selector;
  arguments.scalarInput = input;
  arguments.scalarInputCount = inputCount;
  arguments.structureInput = inputStruct;
  arguments.structureInputSize = inputBytes;
  arguments.scalarOutput = output;
  arguments.scalarOutputCount = outputCount ? *outputCount : 0;
  arguments.structureOutput = outputStruct;
  arguments.structureOutputSize = outputBytes ? *outputBytes : 0;
  IOReturn result = client->externalMethod(selector, &arguments);
  if (outputCount) *outputCount = arguments.scalarOutputCount;
  if (outputBytes) *outputBytes = arguments.structureOutputSize;
  return result;
}
void kface_client_close(IOUserClient *client, bool dies) {
  if (!client) return;
  if (dies)
    client->clientDied();
  else
    client->clientClose();
  /* A client that only said so is ended. */
  client->terminate();
  client->release();
}

extern "C" int iokit_driver_run(int argc, char **argv) {
  if (argc < 2) {
    IOLog("iokit_driver_run CLASS [MILLISECONDS]\n");
    return 1;
  }
  IOService *driver = kface_driver_start(argv[1]);
  if (!driver) return 1;
  IOSleep(argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 1000);
  kface_driver_stop(driver);
  return 0;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * A process' door to a driver. The harness plays the process (kface/iokit.h).
 */
#ifndef _IOKIT_IOUSERCLIENT_H
#define _IOKIT_IOUSERCLIENT_H

#include <IOKit/IOService.h>
#include <IOKit/IOMemoryDescriptor.h>
#include <mach/port.h>

enum {
  kIOUCScalarIScalarO = 0,
  kIOUCScalarIStructO = 2,
  kIOUCStructIStructO = 3,
  kIOUCScalarIStructI = 4
};
enum { kIOUCVariableStructureSize = 0xffffffff };
enum { kIODefaultMemoryType = 0 };
#define kIOClientPrivilegeAdministrator "root"
#define kIOClientPrivilegeLocalUser "local"
typedef uint64_t io_user_reference_t;
typedef io_user_reference_t io_user_scalar_t;

#ifdef __cplusplus

typedef IOReturn (IOService::*IOMethod)(void *a, void *b, void *c, void *d, void *e, void *f);
struct IOExternalMethod {
  IOService *object;
  IOMethod func;
  IOOptionBits flags;
  IOByteCount count0;
  IOByteCount count1;
};

struct IOExternalMethodArguments {
  uint32_t version;
  uint32_t selector;
  mach_port_t asyncWakePort;
  io_user_reference_t *asyncReference;
  uint32_t asyncReferenceCount;
  const uint64_t *scalarInput;
  uint32_t scalarInputCount;
  const void *structureInput;
  uint32_t structureInputSize;
  IOMemoryDescriptor *structureInputDescriptor;
  uint64_t *scalarOutput;
  uint32_t scalarOutputCount;
  void *structureOutput;
  uint32_t structureOutputSize;
  IOMemoryDescriptor *structureOutputDescriptor;
  uint32_t structureOutputDescriptorSize;
  uint32_t reserved[32];
};
typedef IOReturn (*IOExternalMethodAction)(OSObject *target, void *reference,
                                           IOExternalMethodArguments *arguments);
struct IOExternalMethodDispatch {
  IOExternalMethodAction function;
  uint32_t checkScalarInputCount;
  uint32_t checkStructureInputSize;
  uint32_t checkScalarOutputCount;
  uint32_t checkStructureOutputSize;
};

class IOUserClient : public IOService {
  OSDeclareAbstractStructors(IOUserClient);

 public:
  static IOReturn clientHasPrivilege(void *security, const char *privilege);

  virtual bool initWithTask(task_t task, void *security, UInt32 type, OSDictionary *properties);
  virtual bool initWithTask(task_t task, void *security, UInt32 type);
  virtual IOReturn clientClose();
  virtual IOReturn clientDied();
  virtual IOService *getService();
  virtual IOReturn registerNotificationPort(mach_port_t port, UInt32 type, UInt32 reference);
  virtual IOReturn clientMemoryForType(UInt32 type, IOOptionBits *options,
                                       IOMemoryDescriptor **memory);
  /* Checks the counts of `dispatch` and calls it; without one asks for an IOExternalMethod. */
  virtual IOReturn externalMethod(uint32_t selector, IOExternalMethodArguments *arguments,
                                  IOExternalMethodDispatch *dispatch = NULL,
                                  OSObject *target = NULL, void *reference = NULL);
  virtual IOExternalMethod *getTargetAndMethodForIndex(IOService **target, UInt32 index);
  virtual IOExternalMethod *getExternalMethodForIndex(UInt32 index);
};

#endif /* __cplusplus */

#endif /* _IOKIT_IOUSERCLIENT_H */

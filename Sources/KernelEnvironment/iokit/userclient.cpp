/* SPDX-License-Identifier: Apache-2.0
 *
 * User clients: calls by number, with counts that are checked.
 */
#include "internal.hpp"

#include <IOKit/IOUserClient.h>

OSDefineMetaClassAndAbstractStructors(IOUserClient, IOService)

/* The harness' process is an administrator's. */
IOReturn IOUserClient::clientHasPrivilege(void *, const char *) { return kIOReturnSuccess; }

bool IOUserClient::initWithTask(task_t task, void *security, UInt32 type,
                                OSDictionary *properties) {
  (void)properties;
  return initWithTask(task, security, type);
}
bool IOUserClient::initWithTask(task_t, void *, UInt32) {
  return getPropertyTable() ? true : init();
}
IOReturn IOUserClient::clientClose() { return kIOReturnUnsupported; }
IOReturn IOUserClient::clientDied() { return clientClose(); }
IOService *IOUserClient::getService() { return getProvider(); }
IOReturn IOUserClient::registerNotificationPort(mach_port_t, UInt32, UInt32) {
  return kIOReturnUnsupported;
}
IOReturn IOUserClient::clientMemoryForType(UInt32, IOOptionBits *, IOMemoryDescriptor **) {
  return kIOReturnUnsupported;
}
IOExternalMethod *IOUserClient::getExternalMethodForIndex(UInt32) { return NULL; }
IOExternalMethod *IOUserClient::getTargetAndMethodForIndex(IOService **target, UInt32 index) {
  IOExternalMethod *method = getExternalMethodForIndex(index);
  if (method) *target = method->object;
  return method;
}

static bool differs(uint32_t wanted, uint32_t got) {
  return wanted != kIOUCVariableStructureSize && wanted != got;
}

/* A method of the old table: up to six words, whose meaning the flags give. */
static IOReturn callOld(IOService *object, const IOExternalMethod *method,
                        IOExternalMethodArguments *arguments) {
  enum { WORDS = 6 };
  void *word[WORDS] = {};
  IOByteCount outputSize = arguments->structureOutputSize, inputSize = arguments->structureInputSize;
  uint32_t used = 0, scalars = arguments->scalarInputCount;
  bool structInput = method->flags == kIOUCStructIStructO;
  if (!structInput) {
    if (scalars > WORDS || differs((uint32_t)method->count0, scalars)) return kIOReturnBadArgument;
    for (; used < scalars; used++) word[used] = (void *)(uintptr_t)arguments->scalarInput[used];
  }
  switch (method->flags) {
    case kIOUCScalarIScalarO:
      if (used + arguments->scalarOutputCount > WORDS ||
          differs((uint32_t)method->count1, arguments->scalarOutputCount))
        return kIOReturnBadArgument;
      for (uint32_t i = 0; i < arguments->scalarOutputCount; i++)
        word[used++] = &arguments->scalarOutput[i];
      break;
    case kIOUCScalarIStructO:
      if (used + 2 > WORDS) return kIOReturnBadArgument;
      word[used++] = arguments->structureOutput;
      word[used++] = &outputSize;
      break;
    case kIOUCScalarIStructI:
      if (used + 2 > WORDS) return kIOReturnBadArgument;
      word[used++] = const_cast<void *>(arguments->structureInput);
      word[used++] = (void *)(uintptr_t)inputSize;
      break;
    case kIOUCStructIStructO:
      word[0] = const_cast<void *>(arguments->structureInput);
      word[1] = arguments->structureOutput;
      word[2] = &inputSize;
      word[3] = &outputSize;
      break;
    default: return kIOReturnBadArgument;
  }
  IOMethod function = method->func;
  IOReturn result = (object->*function)(word[0], word[1], word[2], word[3], word[4], word[5]);
  arguments->structureOutputSize = (uint32_t)outputSize;
  return result;
}

IOReturn IOUserClient::externalMethod(uint32_t selector, IOExternalMethodArguments *arguments,
                                      IOExternalMethodDispatch *dispatch, OSObject *target,
                                      void *reference) {
  if (!dispatch) {
    IOService *object = NULL;
    IOExternalMethod *method = getTargetAndMethodForIndex(&object, selector);
    return method && object ? callOld(object, method, arguments) : kIOReturnUnsupported;
  }
  if (differs(dispatch->checkScalarInputCount, arguments->scalarInputCount) ||
      differs(dispatch->checkStructureInputSize, arguments->structureInputSize) ||
      differs(dispatch->checkScalarOutputCount, arguments->scalarOutputCount) ||
      differs(dispatch->checkStructureOutputSize, arguments->structureOutputSize))
    return kIOReturnBadArgument;
  if (!dispatch->function) return kIOReturnNoCompletion;
  return dispatch->function(target, reference, arguments);
}

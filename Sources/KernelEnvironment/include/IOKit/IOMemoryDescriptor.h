/* SPDX-License-Identifier: Apache-2.0
 *
 * Memory described by its address. There is one address space, so a map is the memory itself.
 */
#ifndef _IOMEMORYDESCRIPTOR_H
#define _IOMEMORYDESCRIPTOR_H

#include <IOKit/IOTypes.h>
#include <libkern/c++/OSContainers.h>

enum IODirection {
  kIODirectionNone = 0x0,
  kIODirectionIn = 0x1,
  kIODirectionOut = 0x2,
  kIODirectionOutIn = kIODirectionIn | kIODirectionOut,
  kIODirectionInOut = kIODirectionIn | kIODirectionOut
};
enum { kIOMemoryDirectionMask = 0x7, kIOMemoryKernelUserShared = 0x10000 };
enum { kIOMapAnywhere = 0x1, kIOMapInhibitCache = 0x100, kIOMapReadOnly = 0x1000 };

#ifdef __cplusplus

class IOMemoryMap;

class IOMemoryDescriptor : public OSObject {
  OSDeclareDefaultStructors(IOMemoryDescriptor);

 public:
  static IOMemoryDescriptor *withAddress(void *address, IOByteCount length, IODirection direction);
  static IOMemoryDescriptor *withAddressRange(mach_vm_address_t address, mach_vm_size_t length,
                                              IOOptionBits options, task_t task);

  virtual bool initWithAddress(void *address, IOByteCount length, IODirection direction);
  virtual IODirection getDirection() const;
  virtual IOByteCount getLength() const;
  virtual IOReturn prepare(IODirection direction = kIODirectionNone);
  virtual IOReturn complete(IODirection direction = kIODirectionNone);
  virtual IOByteCount readBytes(IOByteCount offset, void *bytes, IOByteCount length);
  virtual IOByteCount writeBytes(IOByteCount offset, const void *bytes, IOByteCount length);
  IOMemoryMap *map(IOOptionBits options = 0);

 protected:
  void *address;
  IOByteCount length;
  IODirection direction;
};

class IOMemoryMap : public OSObject {
  OSDeclareDefaultStructors(IOMemoryMap);
  friend class IOMemoryDescriptor;

 public:
  virtual IOVirtualAddress getVirtualAddress();
  mach_vm_address_t getAddress();
  virtual IOByteCount getLength();
  virtual IOReturn unmap();
  virtual IOMemoryDescriptor *getMemoryDescriptor();
  void free() override;

 private:
  IOMemoryDescriptor *memory;
  void *address;
};

#endif /* __cplusplus */

#endif /* _IOMEMORYDESCRIPTOR_H */

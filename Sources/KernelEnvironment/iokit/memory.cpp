/* SPDX-License-Identifier: Apache-2.0
 *
 * Memory descriptors.
 */
#include "internal.hpp"

#include <IOKit/IOBufferMemoryDescriptor.h>

OSDefineMetaClassAndStructors(IOMemoryDescriptor, OSObject)
OSDefineMetaClassAndStructors(IOMemoryMap, OSObject)
OSDefineMetaClassAndStructors(IOBufferMemoryDescriptor, IOMemoryDescriptor)

IOMemoryDescriptor *IOMemoryDescriptor::withAddress(void *address, IOByteCount length,
                                                    IODirection direction) {
  IOMemoryDescriptor *made = new (KF_CALLER) IOMemoryDescriptor;
  KF_MADE(made, made->initWithAddress(address, length, direction));
}
IOMemoryDescriptor *IOMemoryDescriptor::withAddressRange(mach_vm_address_t address,
                                                         mach_vm_size_t length,
                                                         IOOptionBits options, task_t) {
  IOMemoryDescriptor *made = new (KF_CALLER) IOMemoryDescriptor;
  KF_MADE(made, made->initWithAddress((void *)(uintptr_t)address, length,
                                      (IODirection)(options & kIODirectionInOut)));
}
bool IOMemoryDescriptor::initWithAddress(void *start, IOByteCount count, IODirection way) {
  if (!OSObject::init()) return false;
  address = start;
  length = count;
  direction = way;
  return true;
}
IODirection IOMemoryDescriptor::getDirection() const { return direction; }
IOByteCount IOMemoryDescriptor::getLength() const { return length; }
/* It is there already. */
IOReturn IOMemoryDescriptor::prepare(IODirection) { return kIOReturnSuccess; }
IOReturn IOMemoryDescriptor::complete(IODirection) { return kIOReturnSuccess; }
static IOByteCount within(IOByteCount offset, IOByteCount count, IOByteCount length) {
  if (offset >= length) return 0;
  return count < length - offset ? count : length - offset;
}
IOByteCount IOMemoryDescriptor::readBytes(IOByteCount offset, void *bytes, IOByteCount count) {
  count = within(offset, count, length);
  memcpy(bytes, (char *)address + offset, count);
  return count;
}
IOByteCount IOMemoryDescriptor::writeBytes(IOByteCount offset, const void *bytes,
                                           IOByteCount count) {
  count = within(offset, count, length);
  memcpy((char *)address + offset, bytes, count);
  return count;
}
IOMemoryMap *IOMemoryDescriptor::map(IOOptionBits) {
  IOMemoryMap *made = new (KF_CALLER) IOMemoryMap;
  if (!made) return NULL;
  retain();
  made->memory = this;
  made->address = address;
  return made;
}

void IOMemoryMap::free() {
  OSSafeRelease(memory);
  OSObject::free();
}
IOVirtualAddress IOMemoryMap::getVirtualAddress() { return (IOVirtualAddress)address; }
mach_vm_address_t IOMemoryMap::getAddress() { return (mach_vm_address_t)address; }
IOByteCount IOMemoryMap::getLength() { return memory ? memory->getLength() : 0; }
IOReturn IOMemoryMap::unmap() {
  address = NULL;
  return kIOReturnSuccess;
}
IOMemoryDescriptor *IOMemoryMap::getMemoryDescriptor() { return memory; }

IOBufferMemoryDescriptor *IOBufferMemoryDescriptor::withOptions(IOOptionBits options,
                                                                vm_size_t capacity,
                                                                vm_offset_t alignment) {
  IOBufferMemoryDescriptor *made = new (KF_CALLER) IOBufferMemoryDescriptor;
  KF_MADE(made, made->initWithOptions(options, capacity, alignment));
}
IOBufferMemoryDescriptor *IOBufferMemoryDescriptor::inTaskWithOptions(task_t,
                                                                      IOOptionBits options,
                                                                      vm_size_t capacity,
                                                                      vm_offset_t alignment) {
  IOBufferMemoryDescriptor *made = new (KF_CALLER) IOBufferMemoryDescriptor;
  KF_MADE(made, made->initWithOptions(options, capacity, alignment));
}
IOBufferMemoryDescriptor *IOBufferMemoryDescriptor::withCapacity(vm_size_t capacity,
                                                                 IODirection direction, bool) {
  IOBufferMemoryDescriptor *made = new (KF_CALLER) IOBufferMemoryDescriptor;
  KF_MADE(made, made->initWithOptions((IOOptionBits)direction, capacity, 1));
}
IOBufferMemoryDescriptor *IOBufferMemoryDescriptor::withBytes(const void *bytes,
                                                              vm_size_t length,
                                                              IODirection direction, bool) {
  IOBufferMemoryDescriptor *made = new (KF_CALLER) IOBufferMemoryDescriptor;
  if (made && made->initWithOptions((IOOptionBits)direction, length, 1)) {
    memcpy(made->address, bytes, length);
    return made;
  }
  OSSafeRelease(made);
  return NULL;
}
bool IOBufferMemoryDescriptor::initWithOptions(IOOptionBits options, vm_size_t room,
                                               vm_offset_t align) {
  if (!room || !initWithAddress(NULL, room, (IODirection)(options & kIODirectionInOut)))
    return false;
  capacity = room;
  alignment = align > 1 ? align : 16;
  address = IOMallocAligned(room, alignment);
  if (address) bzero(address, room);
  return address != NULL;
}
void IOBufferMemoryDescriptor::free() {
  if (address) IOFreeAligned(address, capacity);
  IOMemoryDescriptor::free();
}
void *IOBufferMemoryDescriptor::getBytesNoCopy() { return address; }
void *IOBufferMemoryDescriptor::getBytesNoCopy(vm_size_t start, vm_size_t count) {
  return start < length && count <= length - start ? (char *)address + start : NULL;
}
vm_size_t IOBufferMemoryDescriptor::getCapacity() const { return capacity; }
void IOBufferMemoryDescriptor::setLength(vm_size_t count) {
  length = count < capacity ? count : capacity;
}
void IOBufferMemoryDescriptor::setDirection(IODirection way) { direction = way; }
bool IOBufferMemoryDescriptor::appendBytes(const void *bytes, vm_size_t count) {
  if (count > capacity - length) return false;
  memcpy((char *)address + length, bytes, count);
  length += count;
  return true;
}

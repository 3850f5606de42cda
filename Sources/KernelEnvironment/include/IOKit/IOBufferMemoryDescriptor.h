/* SPDX-License-Identifier: Apache-2.0
 *
 * Memory that comes with its descriptor.
 */
#ifndef _IOBUFFERMEMORYDESCRIPTOR_H
#define _IOBUFFERMEMORYDESCRIPTOR_H

#include <IOKit/IOMemoryDescriptor.h>

#ifdef __cplusplus

class IOBufferMemoryDescriptor : public IOMemoryDescriptor {
  OSDeclareDefaultStructors(IOBufferMemoryDescriptor);

 public:
  static IOBufferMemoryDescriptor *withOptions(IOOptionBits options, vm_size_t capacity,
                                               vm_offset_t alignment = 1);
  static IOBufferMemoryDescriptor *inTaskWithOptions(task_t task, IOOptionBits options,
                                                     vm_size_t capacity,
                                                     vm_offset_t alignment = 1);
  static IOBufferMemoryDescriptor *withCapacity(vm_size_t capacity, IODirection direction,
                                                bool contiguous = false);
  static IOBufferMemoryDescriptor *withBytes(const void *bytes, vm_size_t length,
                                             IODirection direction, bool contiguous = false);

  virtual bool initWithOptions(IOOptionBits options, vm_size_t capacity, vm_offset_t alignment);
  virtual void *getBytesNoCopy();
  virtual void *getBytesNoCopy(vm_size_t start, vm_size_t length);
  virtual vm_size_t getCapacity() const;
  virtual void setLength(vm_size_t length);
  virtual void setDirection(IODirection direction);
  virtual bool appendBytes(const void *bytes, vm_size_t length);
  void free() override;

 private:
  vm_size_t capacity;
  vm_size_t alignment;
};

#endif /* __cplusplus */

#endif /* _IOBUFFERMEMORYDESCRIPTOR_H */

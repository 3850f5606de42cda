/* SPDX-License-Identifier: Apache-2.0
 *
 * Bytes as an object, copied or borrowed.
 */
#ifndef _OS_OSDATA_H
#define _OS_OSDATA_H

#include <libkern/c++/OSObject.h>

#ifdef __cplusplus

class OSString;

class OSData : public OSObject {
  OSDeclareDefaultStructors(OSData);

 public:
  static OSData *withCapacity(unsigned int capacity);
  static OSData *withBytes(const void *bytes, unsigned int count);
  static OSData *withBytesNoCopy(void *bytes, unsigned int count);
  static OSData *withData(const OSData *other);
  static OSData *withData(const OSData *other, unsigned int start, unsigned int count);

  virtual bool initWithCapacity(unsigned int capacity);
  virtual bool initWithBytes(const void *bytes, unsigned int count);
  virtual bool initWithBytesNoCopy(void *bytes, unsigned int count);
  virtual bool initWithData(const OSData *other);
  virtual bool initWithData(const OSData *other, unsigned int start, unsigned int count);
  virtual unsigned int getLength() const;
  virtual unsigned int getCapacity() const;
  virtual unsigned int getCapacityIncrement() const;
  virtual unsigned int setCapacityIncrement(unsigned int increment);
  virtual unsigned int ensureCapacity(unsigned int capacity);
  virtual bool appendBytes(const void *bytes, unsigned int count);
  virtual bool appendBytes(const OSData *other);
  virtual bool appendByte(unsigned char byte, unsigned int count);
  virtual const void *getBytesNoCopy() const;
  virtual const void *getBytesNoCopy(unsigned int start, unsigned int count) const;
  virtual bool isEqualTo(const OSData *other) const;
  virtual bool isEqualTo(const void *bytes, unsigned int count) const;
  virtual bool isEqualTo(const OSString *text) const;
  bool isEqualTo(const OSMetaClassBase *other) const override;
  void free() override;

 protected:
  unsigned char *data;
  unsigned int length;
  unsigned int capacity;
  unsigned int increment;
  bool borrowed;
};

#endif /* __cplusplus */

#endif /* _OS_OSDATA_H */

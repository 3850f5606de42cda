/* SPDX-License-Identifier: Apache-2.0
 *
 * An integer of up to 64 bits as an object; bits above its width are cut off.
 */
#ifndef _OS_OSNUMBER_H
#define _OS_OSNUMBER_H

#include <libkern/c++/OSObject.h>

#ifdef __cplusplus

class OSNumber : public OSObject {
  OSDeclareDefaultStructors(OSNumber);

 public:
  static OSNumber *withNumber(unsigned long long value, unsigned int bits);
  static OSNumber *withNumber(const char *digits, unsigned int bits);

  virtual bool init(unsigned long long value, unsigned int bits);
  virtual bool init(const char *digits, unsigned int bits);
  virtual unsigned int numberOfBits() const;
  virtual unsigned int numberOfBytes() const;
  virtual unsigned char unsigned8BitValue() const;
  virtual unsigned short unsigned16BitValue() const;
  virtual unsigned int unsigned32BitValue() const;
  virtual unsigned long long unsigned64BitValue() const;
  virtual void addValue(signed long long value);
  virtual void setValue(unsigned long long value);
  virtual bool isEqualTo(const OSNumber *other) const;
  bool isEqualTo(const OSMetaClassBase *other) const override;

 protected:
  unsigned long long value;
  unsigned int size;
};

#endif /* __cplusplus */

#endif /* _OS_OSNUMBER_H */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Text as an object.
 */
#ifndef _OS_OSSTRING_H
#define _OS_OSSTRING_H

#include <libkern/c++/OSObject.h>

#ifdef __cplusplus

class OSData;
class OSString;
typedef OSString *OSStringPtr;
typedef OSString const *OSStringConstPtr;

class OSString : public OSObject {
  OSDeclareDefaultStructors(OSString);

 public:
  static OSString *withString(const OSString *text);
  static OSString *withCString(const char *text);
  static OSString *withCStringNoCopy(const char *text);
  static OSString *withCString(const char *text, size_t length);

  virtual bool initWithString(const OSString *text);
  virtual bool initWithCString(const char *text);
  virtual bool initWithCStringNoCopy(const char *text);
  virtual unsigned int getLength() const;
  virtual char getChar(unsigned int index) const;
  virtual bool setChar(char value, unsigned int index);
  virtual const char *getCStringNoCopy() const;
  virtual bool isEqualTo(const OSString *other) const;
  virtual bool isEqualTo(const char *other) const;
  virtual bool isEqualTo(const OSData *other) const;
  bool isEqualTo(const OSMetaClassBase *other) const override;
  void free() override;

 protected:
  bool initCopy(const char *text, size_t length);
  char *string;
  unsigned int length;
  bool copied;
};

#endif /* __cplusplus */

#endif /* _OS_OSSTRING_H */

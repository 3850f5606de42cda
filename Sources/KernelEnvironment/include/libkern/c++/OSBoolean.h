/* SPDX-License-Identifier: Apache-2.0
 *
 * True and false as objects; there are two.
 */
#ifndef _OS_OSBOOLEAN_H
#define _OS_OSBOOLEAN_H

#include <libkern/c++/OSObject.h>

#ifdef __cplusplus

class OSBoolean : public OSObject {
  OSDeclareDefaultStructors(OSBoolean);

 public:
  static OSBoolean *withBoolean(bool value);

  void retain() const override;
  void release() const override;
  void release(int freeWhen) const override;
  void taggedRetain(const void *tag = NULL) const override;
  void taggedRelease(const void *tag = NULL) const override;
  virtual bool isTrue() const;
  virtual bool isFalse() const;
  virtual bool getValue() const;
  virtual bool isEqualTo(const OSBoolean *other) const;
  bool isEqualTo(const OSMetaClassBase *other) const override;

 private:
  friend struct KFaceBooleans;
  bool value;
};

extern OSBoolean *const &kOSBooleanTrue;
extern OSBoolean *const &kOSBooleanFalse;

#endif /* __cplusplus */

#endif /* _OS_OSBOOLEAN_H */

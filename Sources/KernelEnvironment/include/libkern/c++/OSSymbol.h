/* SPDX-License-Identifier: Apache-2.0
 *
 * Text that exists once: two symbols are equal when they are the same object.
 */
#ifndef _OS_OSSYMBOL_H
#define _OS_OSSYMBOL_H

#include <libkern/c++/OSString.h>

#ifdef __cplusplus

class OSSymbol : public OSString {
  OSDeclareDefaultStructors(OSSymbol);

 public:
  static const OSSymbol *withString(const OSString *text);
  static const OSSymbol *withCString(const char *text);
  static const OSSymbol *withCStringNoCopy(const char *text);
  static const OSSymbol *existingSymbolForString(const OSString *text);
  static const OSSymbol *existingSymbolForCString(const char *text);

  virtual bool isEqualTo(const OSSymbol *other) const;
  bool isEqualTo(const char *other) const override;
  bool isEqualTo(const OSMetaClassBase *other) const override;
  void release() const override;
  void taggedRelease(const void *tag = NULL) const override;
  void release(int freeWhen) const override;

 private:
  static OSSymbol *find(const char *text);
  OSSymbol *next;
};

#endif /* __cplusplus */

#endif /* _OS_OSSYMBOL_H */

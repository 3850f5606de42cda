/* SPDX-License-Identifier: Apache-2.0
 *
 * The root of kernel classes: made by `new` and `init`, counted by `retain` and `release`, ended by
 * `free`. Fresh objects are zero.
 */
#ifndef _LIBKERN_OSOBJECT_H
#define _LIBKERN_OSOBJECT_H

#include <libkern/c++/OSMetaClass.h>

#ifdef __cplusplus

class OSObject : public OSMetaClassBase {
  OSDeclareAbstractStructors(OSObject);

 public:
  int getRetainCount() const override;
  void retain() const override;
  void release() const override;
  void taggedRetain(const void *tag = NULL) const override;
  void taggedRelease(const void *tag = NULL) const override;
  /* Frees once not more than `freeWhen` - 1 references are left. */
  void release(int freeWhen) const override;

  static void *operator new(size_t size);
  static void operator delete(void *address, size_t size);
  /* For the account: an object made on behalf of the code at `site`. */
  static void *operator new(size_t size, const void *site);

 protected:
  virtual bool init();
  virtual void free();

 private:
  mutable volatile SInt32 references;
};

#endif /* __cplusplus */

#endif /* _LIBKERN_OSOBJECT_H */

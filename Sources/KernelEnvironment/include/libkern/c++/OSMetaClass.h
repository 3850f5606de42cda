/* SPDX-License-Identifier: Apache-2.0
 *
 * Kernel C++ without the language's type information: every class has a metaclass, a static object
 * that knows its name, its superclass and how to make an instance.
 */
#ifndef _LIBKERN_OSMETACLASS_H
#define _LIBKERN_OSMETACLASS_H

#include <sys/types.h>
#include <libkern/OSTypes.h>
#include <libkern/OSReturn.h>

#ifdef __cplusplus

/* Classes of this kind hide functions and leave `override` out. */
#ifdef __clang__
#pragma clang diagnostic ignored "-Winconsistent-missing-override"
#pragma clang diagnostic ignored "-Woverloaded-virtual"
#else
#pragma GCC diagnostic ignored "-Woverloaded-virtual"
#endif

#define APPLE_KEXT_OVERRIDE override
#define APPLE_KEXT_COMPATIBILITY
#define APPLE_KEXT_VTABLE_PADDING 0
#define OSPTR(type) type *
#define LIBKERN_RETURNS_RETAINED
#define LIBKERN_RETURNS_NOT_RETAINED
#define LIBKERN_CONSUMED
#define LIBKERN_CONSUMES_THIS

class OSMetaClass;
class OSObject;
class OSString;
class OSSymbol;
class OSDictionary;
class OSSerialize;

#define OSTypeID(type) (type::metaClass)
#define OSTypeIDInst(instance) ((instance)->getMetaClass())
#define OSTypeAlloc(type) ((type *)((type::metaClass)->alloc()))
/* The instance as a `type`, or null if it is none. */
#define OSDynamicCast(type, instance) \
  ((type *)OSMetaClassBase::safeMetaCast((instance), OSTypeID(type)))
#define OSRequiredCast(type, instance) \
  ((type *)OSMetaClassBase::requiredMetaCast((instance), OSTypeID(type)))
#define OSCheckTypeInst(type_instance, instance) \
  OSMetaClassBase::checkTypeInst(instance, type_instance)
/* A member function as a plain one whose first argument is the object. */
#define OSMemberFunctionCast(type, self, function) \
  ((type)OSMetaClassBase::_ptmf2ptf(self, (void (OSMetaClassBase::*)(void))function))

#define OSSafeRelease(instance)          \
  do {                                   \
    if (instance) (instance)->release(); \
  } while (0)
#define OSSafeReleaseNULL(instance)      \
  do {                                   \
    if (instance) (instance)->release(); \
    (instance) = NULL;                   \
  } while (0)

/* What has a metaclass. */
class OSMetaClassBase {
 public:
  virtual void release(int freeWhen) const = 0;
  virtual int getRetainCount() const = 0;
  virtual void retain() const = 0;
  virtual void release() const = 0;
  virtual const OSMetaClass *getMetaClass() const = 0;
  virtual bool isEqualTo(const OSMetaClassBase *other) const;
  virtual void taggedRetain(const void *tag = NULL) const = 0;
  virtual void taggedRelease(const void *tag = NULL) const = 0;

  OSMetaClassBase *metaCast(const OSMetaClass *type) const;
  OSMetaClassBase *metaCast(const OSSymbol *name) const;
  OSMetaClassBase *metaCast(const OSString *name) const;
  OSMetaClassBase *metaCast(const char *name) const;
  static OSMetaClassBase *safeMetaCast(const OSMetaClassBase *instance, const OSMetaClass *type);
  static OSMetaClassBase *requiredMetaCast(const OSMetaClassBase *instance,
                                           const OSMetaClass *type);
  static bool checkTypeInst(const OSMetaClassBase *instance, const OSMetaClassBase *type);

  typedef void (*_ptf_t)(void);
  static _ptf_t _ptmf2ptf(const OSMetaClassBase *self, void (OSMetaClassBase::*function)(void));

 protected:
  OSMetaClassBase() {}
  virtual ~OSMetaClassBase() {}

 private:
  void operator=(OSMetaClassBase &);
  OSMetaClassBase(OSMetaClassBase &);
};

/* The static object of a class. */
class OSMetaClass : public OSMetaClassBase {
 public:
  const OSMetaClass *getSuperClass() const;
  const char *getClassName() const;
  unsigned int getClassSize() const;
  /* Living direct instances. */
  unsigned int getInstanceCount() const;
  OSMetaClassBase *checkMetaCast(const OSMetaClassBase *object) const;
  void instanceConstructed() const;
  void instanceDestructed() const;
  virtual OSObject *alloc() const = 0;

  static OSObject *allocClassWithName(const OSSymbol *name);
  static OSObject *allocClassWithName(const OSString *name);
  static OSObject *allocClassWithName(const char *name);
  static const OSMetaClass *getMetaClassWithName(const OSSymbol *name);
  static OSMetaClassBase *checkMetaCastWithName(const char *name, const OSMetaClassBase *object);

  void release(int freeWhen) const override;
  int getRetainCount() const override;
  void retain() const override;
  void release() const override;
  void taggedRetain(const void *tag = NULL) const override;
  void taggedRelease(const void *tag = NULL) const override;
  const OSMetaClass *getMetaClass() const override;

 protected:
  OSMetaClass(const char *name, const OSMetaClass *superClass, unsigned int size);
  virtual ~OSMetaClass();

 private:
  static const OSMetaClass *named(const char *name);
  OSMetaClass *next;
  const OSMetaClass *super;
  const char *className;
  unsigned int classSize;
  mutable unsigned int instances;
};

/* ---- what a class declares ---- */

#define OSDeclareCommonStructors(className)          \
 private:                                            \
  static const OSMetaClass *const superClass;        \
                                                     \
 public:                                             \
  static const OSMetaClass *const metaClass;         \
  static class MetaClass : public OSMetaClass {      \
   public:                                           \
    MetaClass();                                     \
    virtual OSObject *alloc() const;                 \
  } gMetaClass;                                      \
  friend class className::MetaClass;                 \
  virtual const OSMetaClass *getMetaClass() const;   \
                                                     \
 protected:                                          \
  className(const OSMetaClass *);                    \
  virtual ~className()

#define OSDeclareDefaultStructors(className) \
  OSDeclareCommonStructors(className);       \
                                             \
 public:                                     \
  className(void);                           \
                                             \
 protected:

#define OSDeclareAbstractStructors(className) \
  OSDeclareCommonStructors(className);        \
                                              \
 private:                                     \
  className(void);                            \
                                              \
 protected:

#define OSDeclareFinalStructors(className) OSDeclareDefaultStructors(className)

/* ---- and what it defines ---- */

#define __KF_DefineClass(className, superclassName)                               \
  const OSMetaClass *const className::metaClass = &className::gMetaClass;         \
  const OSMetaClass *const className::superClass = &superclassName::gMetaClass;   \
  className::className(const OSMetaClass *meta) : superclassName(meta) {}         \
  className::~className() {}                                                      \
  const OSMetaClass *className::getMetaClass() const { return &gMetaClass; }      \
  class className::MetaClass className::gMetaClass;

#define OSDefineMetaClassWithInit(className, superclassName, init)                \
  __KF_DefineClass(className, superclassName)                                     \
  className::MetaClass::MetaClass()                                               \
    : OSMetaClass(#className, className::superClass, sizeof(className)) {         \
    init;                                                                         \
  }

#define OSDefineDefaultStructors(className, superclassName)                       \
  OSObject *className::MetaClass::alloc() const { return new className; }         \
  className::className() : superclassName(&gMetaClass) {}

#define OSDefineAbstractStructors(className, superclassName)                      \
  OSObject *className::MetaClass::alloc() const { return NULL; }                  \
  className::className() : superclassName(&gMetaClass) {}

#define OSDefineMetaClass(className, superclassName) \
  OSDefineMetaClassWithInit(className, superclassName, )
#define OSDefineMetaClassAndStructorsWithInit(className, superclassName, init)    \
  OSDefineMetaClassWithInit(className, superclassName, init)                      \
  OSDefineDefaultStructors(className, superclassName)
#define OSDefineMetaClassAndAbstractStructorsWithInit(className, superclassName, init) \
  OSDefineMetaClassWithInit(className, superclassName, init)                      \
  OSDefineAbstractStructors(className, superclassName)
#define OSDefineMetaClassAndStructors(className, superclassName) \
  OSDefineMetaClassAndStructorsWithInit(className, superclassName, )
#define OSDefineMetaClassAndAbstractStructors(className, superclassName) \
  OSDefineMetaClassAndAbstractStructorsWithInit(className, superclassName, )
#define OSDefineMetaClassAndFinalStructors(className, superclassName) \
  OSDefineMetaClassAndStructors(className, superclassName)

/* Room in a table of virtual functions, for a binary compatibility that is not wanted here. */
#define OSMetaClassDeclareReservedUnused(className, index)
#define OSMetaClassDeclareReservedUsed(className, index)
#define OSMetaClassDefineReservedUnused(className, index)
#define OSMetaClassDefineReservedUsed(className, index)

#endif /* __cplusplus */

#endif /* _LIBKERN_OSMETACLASS_H */

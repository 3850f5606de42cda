/* SPDX-License-Identifier: Apache-2.0
 *
 * Metaclasses: a list of all classes, and casts along it.
 */
#include "internal.hpp"

/* Static constructors fill it, before anything runs. */
static OSMetaClass *classes;

OSMetaClass::OSMetaClass(const char *name, const OSMetaClass *superClass, unsigned int size)
  : next(classes), super(superClass), className(name), classSize(size) {
  classes = this;
}

OSMetaClass::~OSMetaClass() {}

const OSMetaClass *OSMetaClass::getSuperClass() const { return super; }
const char *OSMetaClass::getClassName() const { return className; }
unsigned int OSMetaClass::getClassSize() const { return classSize; }
unsigned int OSMetaClass::getInstanceCount() const {
  return __atomic_load_n(&instances, __ATOMIC_RELAXED);
}
void OSMetaClass::instanceConstructed() const {
  __atomic_fetch_add(&instances, 1, __ATOMIC_RELAXED);
}
void OSMetaClass::instanceDestructed() const {
  __atomic_fetch_sub(&instances, 1, __ATOMIC_RELAXED);
}

OSMetaClassBase *OSMetaClass::checkMetaCast(const OSMetaClassBase *object) const {
  for (const OSMetaClass *type = object->getMetaClass(); type; type = type->super)
    if (type == this) return const_cast<OSMetaClassBase *>(object);
  return NULL;
}

const OSMetaClass *OSMetaClass::named(const char *name) {
  for (OSMetaClass *type = classes; type && name; type = type->next)
    if (strcmp(type->className, name) == 0) return type;
  return NULL;
}
const OSMetaClass *OSMetaClass::getMetaClassWithName(const OSSymbol *name) {
  return name ? named(name->getCStringNoCopy()) : NULL;
}
OSMetaClassBase *OSMetaClass::checkMetaCastWithName(const char *name,
                                                    const OSMetaClassBase *object) {
  const OSMetaClass *type = named(name);
  return type && object ? type->checkMetaCast(object) : NULL;
}
OSObject *OSMetaClass::allocClassWithName(const char *name) {
  const OSMetaClass *type = named(name);
  return type ? type->alloc() : NULL;
}
OSObject *OSMetaClass::allocClassWithName(const OSString *name) {
  return name ? allocClassWithName(name->getCStringNoCopy()) : NULL;
}
OSObject *OSMetaClass::allocClassWithName(const OSSymbol *name) {
  return name ? allocClassWithName(name->getCStringNoCopy()) : NULL;
}

/* A metaclass is not counted. */
void OSMetaClass::release(int) const {}
int OSMetaClass::getRetainCount() const { return 0; }
void OSMetaClass::retain() const {}
void OSMetaClass::release() const {}
void OSMetaClass::taggedRetain(const void *) const {}
void OSMetaClass::taggedRelease(const void *) const {}
const OSMetaClass *OSMetaClass::getMetaClass() const { return this; }

bool OSMetaClassBase::isEqualTo(const OSMetaClassBase *other) const { return this == other; }

OSMetaClassBase *OSMetaClassBase::safeMetaCast(const OSMetaClassBase *instance,
                                               const OSMetaClass *type) {
  return instance && type ? type->checkMetaCast(instance) : NULL;
}
OSMetaClassBase *OSMetaClassBase::requiredMetaCast(const OSMetaClassBase *instance,
                                                   const OSMetaClass *type) {
  OSMetaClassBase *result = safeMetaCast(instance, type);
  if (instance && !result)
    panic("%s is no %s", instance->getMetaClass()->getClassName(), type->getClassName());
  return result;
}
bool OSMetaClassBase::checkTypeInst(const OSMetaClassBase *instance,
                                    const OSMetaClassBase *type) {
  return type && safeMetaCast(instance, type->getMetaClass());
}
OSMetaClassBase *OSMetaClassBase::metaCast(const OSMetaClass *type) const {
  return safeMetaCast(this, type);
}
OSMetaClassBase *OSMetaClassBase::metaCast(const OSSymbol *name) const {
  return name ? metaCast(name->getCStringNoCopy()) : NULL;
}
OSMetaClassBase *OSMetaClassBase::metaCast(const OSString *name) const {
  return name ? metaCast(name->getCStringNoCopy()) : NULL;
}
OSMetaClassBase *OSMetaClassBase::metaCast(const char *name) const {
  return OSMetaClass::checkMetaCastWithName(name, this);
}

/* The Itanium ABI's pointer to member: where a virtual one is marked differs by processor. */
OSMetaClassBase::_ptf_t OSMetaClassBase::_ptmf2ptf(const OSMetaClassBase *self,
                                                   void (OSMetaClassBase::*function)(void)) {
  union {
    void (OSMetaClassBase::*function)(void);
    struct {
      uintptr_t address;
      intptr_t adjustment;
    } parts;
  } view;
  view.function = function;
#if defined(__aarch64__) || defined(__arm__)
  bool isVirtual = view.parts.adjustment & 1;
  uintptr_t offset = view.parts.address;
#else
  bool isVirtual = view.parts.address & 1;
  uintptr_t offset = view.parts.address - 1;
#endif
  if (!isVirtual) return (_ptf_t)view.parts.address;
  const char *table = *(const char *const *)self;
  return *(const _ptf_t *)(table + offset);
}

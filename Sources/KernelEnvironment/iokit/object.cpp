/* SPDX-License-Identifier: Apache-2.0
 *
 * The root class and its count of references.
 */
#include "internal.hpp"

const OSMetaClass *const OSObject::metaClass = &OSObject::gMetaClass;
const OSMetaClass *const OSObject::superClass = NULL;
class OSObject::MetaClass OSObject::gMetaClass;
OSObject::MetaClass::MetaClass() : OSMetaClass("OSObject", NULL, sizeof(OSObject)) {}
OSObject *OSObject::MetaClass::alloc() const { return NULL; }
const OSMetaClass *OSObject::getMetaClass() const { return &gMetaClass; }

OSObject::OSObject(const OSMetaClass *meta) : references(1) { meta->instanceConstructed(); }
OSObject::OSObject() : references(1) { gMetaClass.instanceConstructed(); }
OSObject::~OSObject() {}

void *OSObject::operator new(size_t size) { return kface_object_new(size, KF_CALLER); }
void *OSObject::operator new(size_t size, const void *site) {
  return kface_object_new(size, site);
}
void OSObject::operator delete(void *address, size_t size) {
  kface_object_delete(address, size, KF_CALLER);
}

bool OSObject::init() { return true; }
void OSObject::free() {
  getMetaClass()->instanceDestructed();
  delete this;
}

int OSObject::getRetainCount() const { return references; }

void OSObject::retain() const {
  if (OSIncrementAtomic(&references) <= 0)
    kface_finding("object", KF_CALLER, "retained after its last release");
}
void OSObject::release(int freeWhen) const {
  SInt32 before = OSDecrementAtomic(&references);
  if (before <= 0)
    kface_finding("object", KF_CALLER, "released after its last release");
  else if (before - 1 < freeWhen)
    const_cast<OSObject *>(this)->free();
}
void OSObject::release() const { release(1); }
void OSObject::taggedRetain(const void *) const { retain(); }
void OSObject::taggedRelease(const void *) const { release(); }

/* SPDX-License-Identifier: Apache-2.0
 *
 * Objects each once, kept in an array.
 */
#include "internal.hpp"

OSDefineMetaClassAndStructors(OSSet, OSCollection)

OSSet *OSSet::withCapacity(unsigned int capacity) {
  OSSet *made = new (KF_CALLER) OSSet;
  KF_MADE(made, made->initWithCapacity(capacity));
}
OSSet *OSSet::withArray(const OSArray *other, unsigned int capacity) {
  OSSet *made = new (KF_CALLER) OSSet;
  KF_MADE(made, other && made->initWithCapacity(capacity) && made->merge(other));
}
OSSet *OSSet::withSet(const OSSet *other, unsigned int capacity) {
  OSSet *made = new (KF_CALLER) OSSet;
  KF_MADE(made, other && made->initWithCapacity(capacity) && made->merge(other));
}
bool OSSet::initWithCapacity(unsigned int capacity) {
  if (!OSCollection::init()) return false;
  members = OSArray::withCapacity(capacity);
  return members != NULL;
}
void OSSet::free() {
  OSSafeRelease(members);
  OSCollection::free();
}

bool OSSet::setObject(const OSMetaClassBase *object) {
  if (!object || containsObject(object)) return false;
  haveUpdated();
  return members->setObject(object);
}
bool OSSet::merge(const OSArray *other) {
  if (!other) return false;
  for (unsigned int i = 0; i < other->getCount(); i++) setObject(other->getObject(i));
  return true;
}
bool OSSet::merge(const OSSet *other) { return other && merge(other->members); }
void OSSet::removeObject(const OSMetaClassBase *object) {
  unsigned int index = members->getNextIndexOfObject(object, 0);
  if (index == (unsigned int)-1) return;
  haveUpdated();
  members->removeObject(index);
}
bool OSSet::containsObject(const OSMetaClassBase *object) const {
  return members->getNextIndexOfObject(object, 0) != (unsigned int)-1;
}
bool OSSet::member(const OSMetaClassBase *object) const { return containsObject(object); }
OSObject *OSSet::getAnyObject() const { return members->getObject(0); }
bool OSSet::isEqualTo(const OSSet *other) const {
  if (!other || getCount() != other->getCount()) return false;
  for (unsigned int i = 0; i < getCount(); i++)
    if (!other->containsObject(members->getObject(i))) return false;
  return true;
}
bool OSSet::isEqualTo(const OSMetaClassBase *other) const {
  return isEqualTo(OSDynamicCast(OSSet, other));
}
unsigned int OSSet::getCount() const { return members->getCount(); }
unsigned int OSSet::getCapacity() const { return members->getCapacity(); }
unsigned int OSSet::getCapacityIncrement() const { return members->getCapacityIncrement(); }
unsigned int OSSet::setCapacityIncrement(unsigned amount) {
  return members->setCapacityIncrement(amount);
}
unsigned int OSSet::ensureCapacity(unsigned int room) { return members->ensureCapacity(room); }
void OSSet::flushCollection() {
  haveUpdated();
  members->flushCollection();
}
OSCollection *OSSet::copyCollection(OSDictionary *) { return withSet(this); }

unsigned int OSSet::iteratorSize() const { return sizeof(unsigned int); }
bool OSSet::initIterator(void *iterator) const {
  *(unsigned int *)iterator = 0;
  return true;
}
bool OSSet::getNextObjectForIterator(void *iterator, OSObject **next) const {
  unsigned int *index = (unsigned int *)iterator;
  *next = members->getObject((*index)++);
  return *next != NULL;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * What collections share, and walking over them.
 */
#include "internal.hpp"

OSDefineMetaClassAndAbstractStructors(OSCollection, OSObject)
OSDefineMetaClassAndAbstractStructors(OSIterator, OSObject)
OSDefineMetaClassAndStructors(OSCollectionIterator, OSIterator)

bool OSCollection::init() { return OSObject::init(); }
void OSCollection::haveUpdated() {
  if (options & kImmutable) panic("%s is immutable", getMetaClass()->getClassName());
  updateStamp++;
}
unsigned OSCollection::setOptions(unsigned value, unsigned mask, void *) {
  unsigned old = options;
  options = (old & ~mask) | (value & mask);
  return old;
}
OSCollection *OSCollection::copyCollection(OSDictionary *) { return NULL; }

OSCollectionIterator *OSCollectionIterator::withCollection(const OSCollection *collection) {
  OSCollectionIterator *made = new (KF_CALLER) OSCollectionIterator;
  KF_MADE(made, made->initWithCollection(collection));
}
bool OSCollectionIterator::initWithCollection(const OSCollection *over) {
  if (!over || !OSObject::init()) return false;
  over->retain();
  collection = over;
  iterator = IOMalloc(over->iteratorSize());
  if (!iterator) return false;
  reset();
  return true;
}
void OSCollectionIterator::free() {
  if (iterator) IOFree(iterator, collection->iteratorSize());
  if (collection) collection->release();
  OSIterator::free();
}
void OSCollectionIterator::reset() {
  valid = collection->initIterator(iterator);
  stamp = collection->updateStamp;
}
bool OSCollectionIterator::isValid() { return valid && stamp == collection->updateStamp; }
OSObject *OSCollectionIterator::getNextObject() {
  OSObject *next = NULL;
  if (!isValid()) return NULL;
  if (!collection->getNextObjectForIterator(iterator, &next)) valid = false;
  return next;
}

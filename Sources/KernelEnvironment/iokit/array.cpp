/* SPDX-License-Identifier: Apache-2.0
 *
 * Objects in order.
 */
#include "internal.hpp"

OSDefineMetaClassAndStructors(OSArray, OSCollection)

OSArray *OSArray::withCapacity(unsigned int capacity) {
  OSArray *made = new (KF_CALLER) OSArray;
  KF_MADE(made, made->initWithCapacity(capacity));
}
OSArray *OSArray::withObjects(const OSObject *objects[], unsigned int count,
                              unsigned int capacity) {
  OSArray *made = new (KF_CALLER) OSArray;
  KF_MADE(made, made->initWithObjects(objects, count, capacity));
}
OSArray *OSArray::withArray(const OSArray *other, unsigned int capacity) {
  OSArray *made = new (KF_CALLER) OSArray;
  KF_MADE(made, made->initWithArray(other, capacity));
}

bool OSArray::initWithCapacity(unsigned int room) {
  if (!OSCollection::init()) return false;
  increment = room ? room : 16;
  return room == 0 || ensureCapacity(room) >= room;
}
bool OSArray::initWithObjects(const OSObject *objects[], unsigned int number, unsigned int room) {
  if (!objects || !initWithCapacity(room > number ? room : number)) return false;
  for (unsigned int i = 0; i < number; i++)
    if (!setObject(objects[i])) return false;
  return true;
}
bool OSArray::initWithArray(const OSArray *other, unsigned int room) {
  return other && initWithCapacity(room > other->count ? room : other->count) && merge(other);
}
void OSArray::free() {
  options &= ~(unsigned)kImmutable;
  flushCollection();
  if (array) IOFree(array, capacity * sizeof *array);
  OSCollection::free();
}

unsigned int OSArray::getCount() const { return count; }
unsigned int OSArray::getCapacity() const { return capacity; }
unsigned int OSArray::getCapacityIncrement() const { return increment; }
unsigned int OSArray::setCapacityIncrement(unsigned amount) {
  return increment = amount ? amount : 16;
}
unsigned int OSArray::ensureCapacity(unsigned int room) {
  if (room <= capacity) return capacity;
  unsigned int wanted = (room + increment - 1) / increment * increment;
  const OSMetaClassBase **grown = (const OSMetaClassBase **)IOMalloc(wanted * sizeof *grown);
  if (!grown) return capacity;
  if (count) memcpy(grown, array, count * sizeof *grown);
  if (array) IOFree(array, capacity * sizeof *array);
  array = grown;
  return capacity = wanted;
}
void OSArray::flushCollection() {
  haveUpdated();
  while (count) array[--count]->release();
}

bool OSArray::setObject(const OSMetaClassBase *object) { return setObject(count, object); }
bool OSArray::setObject(unsigned int index, const OSMetaClassBase *object) {
  if (!object || index > count || ensureCapacity(count + 1) <= count) return false;
  haveUpdated();
  memmove(array + index + 1, array + index, (count - index) * sizeof *array);
  object->retain();
  array[index] = object;
  count++;
  return true;
}
bool OSArray::merge(const OSArray *other) {
  if (!other || ensureCapacity(count + other->count) < count + other->count) return false;
  for (unsigned int i = 0, end = other->count; i < end; i++) setObject(other->array[i]);
  return true;
}
void OSArray::replaceObject(unsigned int index, const OSMetaClassBase *object) {
  if (!object || index >= count) return;
  haveUpdated();
  const OSMetaClassBase *old = array[index];
  object->retain();
  array[index] = object;
  old->release();
}
void OSArray::removeObject(unsigned int index) {
  if (index >= count) return;
  haveUpdated();
  const OSMetaClassBase *old = array[index];
  count--;
  memmove(array + index, array + index + 1, (count - index) * sizeof *array);
  old->release();
}
OSObject *OSArray::getObject(unsigned int index) const {
  return index < count ? (OSObject *)const_cast<OSMetaClassBase *>(array[index]) : NULL;
}
OSObject *OSArray::getLastObject() const { return count ? getObject(count - 1) : NULL; }
unsigned int OSArray::getNextIndexOfObject(const OSMetaClassBase *object,
                                           unsigned int index) const {
  while (index < count && array[index] != object) index++;
  return index < count ? index : (unsigned int)-1;
}
bool OSArray::isEqualTo(const OSArray *other) const {
  if (!other || count != other->count) return false;
  for (unsigned int i = 0; i < count; i++)
    if (!array[i]->isEqualTo(other->array[i])) return false;
  return true;
}
bool OSArray::isEqualTo(const OSMetaClassBase *other) const {
  return isEqualTo(OSDynamicCast(OSArray, other));
}

OSCollection *OSArray::copyCollection(OSDictionary *cycles) {
  OSArray *copy = withCapacity(count);
  for (unsigned int i = 0; copy && i < count; i++) {
    OSCollection *inner = OSDynamicCast(OSCollection, array[i]);
    OSCollection *innerCopy = inner ? inner->copyCollection(cycles) : NULL;
    copy->setObject(innerCopy ? innerCopy : array[i]);
    OSSafeRelease(innerCopy);
  }
  return copy;
}

unsigned int OSArray::iteratorSize() const { return sizeof(unsigned int); }
bool OSArray::initIterator(void *iterator) const {
  *(unsigned int *)iterator = 0;
  return true;
}
bool OSArray::getNextObjectForIterator(void *iterator, OSObject **next) const {
  unsigned int *index = (unsigned int *)iterator;
  *next = getObject((*index)++);
  return *next != NULL;
}

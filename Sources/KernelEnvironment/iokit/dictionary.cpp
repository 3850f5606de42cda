/* SPDX-License-Identifier: Apache-2.0
 *
 * Objects by symbol.
 */
#include "internal.hpp"

OSDefineMetaClassAndStructors(OSDictionary, OSCollection)

OSDictionary *OSDictionary::withCapacity(unsigned int capacity) {
  OSDictionary *made = new (KF_CALLER) OSDictionary;
  KF_MADE(made, made->initWithCapacity(capacity));
}
OSDictionary *OSDictionary::withDictionary(const OSDictionary *other, unsigned int capacity) {
  OSDictionary *made = new (KF_CALLER) OSDictionary;
  KF_MADE(made, made->initWithDictionary(other, capacity));
}
OSDictionary *OSDictionary::withObjects(const OSObject *objects[], const OSSymbol *keys[],
                                        unsigned int count, unsigned int capacity) {
  OSDictionary *made = withCapacity(capacity > count ? capacity : count);
  for (unsigned int i = 0; made && i < count; i++) made->setObject(keys[i], objects[i]);
  return made;
}
OSDictionary *OSDictionary::withObjects(const OSObject *objects[], const OSString *keys[],
                                        unsigned int count, unsigned int capacity) {
  OSDictionary *made = withCapacity(capacity > count ? capacity : count);
  for (unsigned int i = 0; made && i < count; i++) made->setObject(keys[i], objects[i]);
  return made;
}

bool OSDictionary::initWithCapacity(unsigned int room) {
  if (!OSCollection::init()) return false;
  increment = room ? room : 16;
  return room == 0 || ensureCapacity(room) >= room;
}
bool OSDictionary::initWithDictionary(const OSDictionary *other, unsigned int room) {
  return other && initWithCapacity(room > other->count ? room : other->count) && merge(other);
}
void OSDictionary::free() {
  options &= ~(unsigned)kImmutable;
  flushCollection();
  if (entries) IOFree(entries, capacity * sizeof *entries);
  OSCollection::free();
}

unsigned int OSDictionary::getCount() const { return count; }
unsigned int OSDictionary::getCapacity() const { return capacity; }
unsigned int OSDictionary::getCapacityIncrement() const { return increment; }
unsigned int OSDictionary::setCapacityIncrement(unsigned amount) {
  return increment = amount ? amount : 16;
}
unsigned int OSDictionary::ensureCapacity(unsigned int room) {
  if (room <= capacity) return capacity;
  unsigned int wanted = (room + increment - 1) / increment * increment;
  Entry *grown = (Entry *)IOMalloc(wanted * sizeof *grown);
  if (!grown) return capacity;
  if (count) memcpy(grown, entries, count * sizeof *grown);
  if (entries) IOFree(entries, capacity * sizeof *entries);
  entries = grown;
  return capacity = wanted;
}
void OSDictionary::flushCollection() {
  haveUpdated();
  while (count) {
    Entry gone = entries[--count];
    gone.key->release();
    gone.value->release();
  }
}

/* `count` when it is not there. */
unsigned int OSDictionary::indexOf(const OSSymbol *key) const {
  unsigned int index = 0;
  while (index < count && entries[index].key != key) index++;
  return index;
}

bool OSDictionary::setObject(const OSSymbol *key, const OSMetaClassBase *object) {
  if (!key || !object) return false;
  haveUpdated();
  unsigned int index = indexOf(key);
  if (index < count) {
    const OSMetaClassBase *old = entries[index].value;
    object->retain();
    entries[index].value = object;
    old->release();
    return true;
  }
  if (ensureCapacity(count + 1) <= count) return false;
  key->retain();
  object->retain();
  entries[count].key = key;
  entries[count++].value = object;
  return true;
}
bool OSDictionary::setObject(const char *key, const OSMetaClassBase *object) {
  const OSSymbol *symbol = OSSymbol::withCString(key);
  bool done = setObject(symbol, object);
  OSSafeRelease(symbol);
  return done;
}
bool OSDictionary::setObject(const OSString *key, const OSMetaClassBase *object) {
  return key && setObject(key->getCStringNoCopy(), object);
}

void OSDictionary::removeObject(const OSSymbol *key) {
  unsigned int index = indexOf(key);
  if (index == count) return;
  haveUpdated();
  Entry gone = entries[index];
  count--;
  memmove(entries + index, entries + index + 1, (count - index) * sizeof *entries);
  gone.key->release();
  gone.value->release();
}
void OSDictionary::removeObject(const char *key) {
  const OSSymbol *symbol = OSSymbol::existingSymbolForCString(key);
  if (symbol) removeObject(symbol);
  OSSafeRelease(symbol);
}
void OSDictionary::removeObject(const OSString *key) {
  if (key) removeObject(key->getCStringNoCopy());
}

OSObject *OSDictionary::getObject(const OSSymbol *key) const {
  unsigned int index = indexOf(key);
  if (!key || index == count) return NULL;
  return (OSObject *)const_cast<OSMetaClassBase *>(entries[index].value);
}
OSObject *OSDictionary::getObject(const char *key) const {
  const OSSymbol *symbol = OSSymbol::existingSymbolForCString(key);
  OSObject *found = symbol ? getObject(symbol) : NULL;
  OSSafeRelease(symbol);
  return found;
}
OSObject *OSDictionary::getObject(const OSString *key) const {
  return key ? getObject(key->getCStringNoCopy()) : NULL;
}

bool OSDictionary::merge(const OSDictionary *other) {
  if (!other) return false;
  for (unsigned int i = 0; i < other->count; i++)
    if (!setObject(other->entries[i].key, other->entries[i].value)) return false;
  return true;
}
bool OSDictionary::isEqualTo(const OSDictionary *other) const {
  if (!other || count != other->count) return false;
  for (unsigned int i = 0; i < count; i++) {
    const OSObject *value = other->getObject(entries[i].key);
    if (!value || !entries[i].value->isEqualTo(value)) return false;
  }
  return true;
}
bool OSDictionary::isEqualTo(const OSMetaClassBase *other) const {
  return isEqualTo(OSDynamicCast(OSDictionary, other));
}

OSCollection *OSDictionary::copyCollection(OSDictionary *cycles) {
  OSDictionary *copy = withCapacity(count);
  for (unsigned int i = 0; copy && i < count; i++) {
    OSCollection *inner = OSDynamicCast(OSCollection, entries[i].value);
    OSCollection *innerCopy = inner ? inner->copyCollection(cycles) : NULL;
    copy->setObject(entries[i].key, innerCopy ? innerCopy : entries[i].value);
    OSSafeRelease(innerCopy);
  }
  return copy;
}

unsigned int OSDictionary::iteratorSize() const { return sizeof(unsigned int); }
bool OSDictionary::initIterator(void *iterator) const {
  *(unsigned int *)iterator = 0;
  return true;
}
bool OSDictionary::getNextObjectForIterator(void *iterator, OSObject **next) const {
  unsigned int *index = (unsigned int *)iterator;
  *next = *index < count ? const_cast<OSSymbol *>(entries[*index].key) : NULL;
  (*index)++;
  return *next != NULL;
}

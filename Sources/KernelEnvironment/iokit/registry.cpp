/* SPDX-License-Identifier: Apache-2.0
 *
 * Registry entries: properties behind a lock.
 */
#include "internal.hpp"

#include <IOKit/IORegistryEntry.h>

OSDefineMetaClassAndStructors(IORegistryEntry, OSObject)

class IORegistryPlane {};
static const IORegistryPlane servicePlane = IORegistryPlane();
const IORegistryPlane *gIOServicePlane = &servicePlane;

bool IORegistryEntry::init(OSDictionary *dictionary) {
  static volatile SInt64 lastID;
  if (!OSObject::init()) return false;
  propertyLock = IORecursiveLockAlloc();
  properties = dictionary ? dictionary : OSDictionary::withCapacity(8);
  if (dictionary) dictionary->retain();
  entryID = 0x100000000ull + (uint64_t)OSIncrementAtomic64(&lastID);
  return properties != NULL;
}
void IORegistryEntry::free() {
  OSSafeRelease(properties);
  OSSafeRelease(entryName);
  if (propertyLock) IORecursiveLockFree(propertyLock);
  OSObject::free();
}

bool IORegistryEntry::setProperty(const OSSymbol *key, OSObject *object) {
  IORecursiveLockLock(propertyLock);
  bool done = properties->setObject(key, object);
  IORecursiveLockUnlock(propertyLock);
  return done;
}
bool IORegistryEntry::setProperty(const OSString *key, OSObject *object) {
  return key && setProperty(key->getCStringNoCopy(), object);
}
bool IORegistryEntry::setProperty(const char *key, OSObject *object) {
  const OSSymbol *symbol = OSSymbol::withCString(key);
  bool done = symbol && setProperty(symbol, object);
  OSSafeRelease(symbol);
  return done;
}
/* The reference goes to the table. */
static bool give(IORegistryEntry *entry, const char *key, OSObject *object) {
  bool done = object && entry->setProperty(key, object);
  OSSafeRelease(object);
  return done;
}
bool IORegistryEntry::setProperty(const char *key, const char *text) {
  return give(this, key, const_cast<OSSymbol *>(OSSymbol::withCString(text)));
}
bool IORegistryEntry::setProperty(const char *key, bool value) {
  return give(this, key, OSBoolean::withBoolean(value));
}
bool IORegistryEntry::setProperty(const char *key, unsigned long long value, unsigned int bits) {
  return give(this, key, OSNumber::withNumber(value, bits));
}
bool IORegistryEntry::setProperty(const char *key, void *bytes, unsigned int length) {
  return give(this, key, OSData::withBytes(bytes, length));
}

void IORegistryEntry::removeProperty(const OSSymbol *key) {
  IORecursiveLockLock(propertyLock);
  properties->removeObject(key);
  IORecursiveLockUnlock(propertyLock);
}
void IORegistryEntry::removeProperty(const OSString *key) {
  if (key) removeProperty(key->getCStringNoCopy());
}
void IORegistryEntry::removeProperty(const char *key) {
  const OSSymbol *symbol = OSSymbol::withCString(key);
  if (symbol) removeProperty(symbol);
  OSSafeRelease(symbol);
}

OSObject *IORegistryEntry::getProperty(const OSSymbol *key) const {
  IORecursiveLockLock(propertyLock);
  OSObject *found = properties->getObject(key);
  IORecursiveLockUnlock(propertyLock);
  return found;
}
OSObject *IORegistryEntry::getProperty(const OSString *key) const {
  return key ? getProperty(key->getCStringNoCopy()) : NULL;
}
OSObject *IORegistryEntry::getProperty(const char *key) const {
  const OSSymbol *symbol = OSSymbol::withCString(key);
  OSObject *found = symbol ? getProperty(symbol) : NULL;
  OSSafeRelease(symbol);
  return found;
}
OSObject *IORegistryEntry::copyProperty(const OSSymbol *key) const {
  IORecursiveLockLock(propertyLock);
  OSObject *found = getProperty(key);
  if (found) found->retain();
  IORecursiveLockUnlock(propertyLock);
  return found;
}
OSObject *IORegistryEntry::copyProperty(const OSString *key) const {
  return key ? copyProperty(key->getCStringNoCopy()) : NULL;
}
OSObject *IORegistryEntry::copyProperty(const char *key) const {
  const OSSymbol *symbol = OSSymbol::withCString(key);
  OSObject *found = symbol ? copyProperty(symbol) : NULL;
  OSSafeRelease(symbol);
  return found;
}
OSDictionary *IORegistryEntry::dictionaryWithProperties() const {
  IORecursiveLockLock(propertyLock);
  OSDictionary *copy = OSDictionary::withDictionary(properties);
  IORecursiveLockUnlock(propertyLock);
  return copy;
}
IOReturn IORegistryEntry::setProperties(OSObject *) { return kIOReturnUnsupported; }
OSDictionary *IORegistryEntry::getPropertyTable() const { return properties; }

const char *IORegistryEntry::getName(const IORegistryPlane *) const {
  return entryName ? entryName->getCStringNoCopy() : getMetaClass()->getClassName();
}
void IORegistryEntry::setName(const OSSymbol *name, const IORegistryPlane *) {
  if (!name) return;
  const OSSymbol *old = entryName;
  name->retain();
  entryName = name;
  OSSafeRelease(old);
}
void IORegistryEntry::setName(const char *name, const IORegistryPlane *plane) {
  const OSSymbol *symbol = OSSymbol::withCString(name);
  setName(symbol, plane);
  OSSafeRelease(symbol);
}
uint64_t IORegistryEntry::getRegistryEntryID() { return entryID; }

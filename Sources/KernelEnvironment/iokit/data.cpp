/* SPDX-License-Identifier: Apache-2.0
 *
 * Bytes as an object.
 */
#include "internal.hpp"

OSDefineMetaClassAndStructors(OSData, OSObject)

OSData *OSData::withCapacity(unsigned int capacity) {
  OSData *made = new (KF_CALLER) OSData;
  KF_MADE(made, made->initWithCapacity(capacity));
}
OSData *OSData::withBytes(const void *bytes, unsigned int count) {
  OSData *made = new (KF_CALLER) OSData;
  KF_MADE(made, made->initWithBytes(bytes, count));
}
OSData *OSData::withBytesNoCopy(void *bytes, unsigned int count) {
  OSData *made = new (KF_CALLER) OSData;
  KF_MADE(made, made->initWithBytesNoCopy(bytes, count));
}
OSData *OSData::withData(const OSData *other) {
  OSData *made = new (KF_CALLER) OSData;
  KF_MADE(made, made->initWithData(other));
}
OSData *OSData::withData(const OSData *other, unsigned int start, unsigned int count) {
  OSData *made = new (KF_CALLER) OSData;
  KF_MADE(made, made->initWithData(other, start, count));
}

bool OSData::initWithCapacity(unsigned int room) {
  if (!OSObject::init()) return false;
  increment = 16;
  return room == 0 || ensureCapacity(room) >= room;
}
bool OSData::initWithBytes(const void *bytes, unsigned int count) {
  return initWithCapacity(count) && appendBytes(bytes, count);
}
bool OSData::initWithBytesNoCopy(void *bytes, unsigned int count) {
  if (!OSObject::init()) return false;
  data = (unsigned char *)bytes;
  length = count;
  borrowed = true;
  return true;
}
bool OSData::initWithData(const OSData *other) {
  return other && initWithBytes(other->data, other->length);
}
bool OSData::initWithData(const OSData *other, unsigned int start, unsigned int count) {
  const void *bytes = other ? other->getBytesNoCopy(start, count) : NULL;
  return bytes && initWithBytes(bytes, count);
}
void OSData::free() {
  if (!borrowed && data) IOFree(data, capacity);
  OSObject::free();
}

unsigned int OSData::getLength() const { return length; }
unsigned int OSData::getCapacity() const { return capacity; }
unsigned int OSData::getCapacityIncrement() const { return increment; }
unsigned int OSData::setCapacityIncrement(unsigned int amount) { return increment = amount; }
unsigned int OSData::ensureCapacity(unsigned int room) {
  if (borrowed || room <= capacity) return capacity;
  unsigned int step = increment ? increment : 16;
  unsigned int wanted = (room + step - 1) / step * step;
  unsigned char *grown = wanted < room ? NULL : (unsigned char *)IOMalloc(wanted);
  if (!grown) return capacity;
  if (length) memcpy(grown, data, length);
  if (data) IOFree(data, capacity);
  data = grown;
  return capacity = wanted;
}

bool OSData::appendBytes(const void *bytes, unsigned int count) {
  if (count == 0) return true;
  if (borrowed || length + count < length || ensureCapacity(length + count) < length + count)
    return false;
  if (bytes)
    memcpy(data + length, bytes, count);
  else
    bzero(data + length, count);
  length += count;
  return true;
}
bool OSData::appendBytes(const OSData *other) {
  return other && appendBytes(other->data, other->length);
}
bool OSData::appendByte(unsigned char byte, unsigned int count) {
  if (!appendBytes(NULL, count)) return false;
  memset(data + length - count, byte, count);
  return true;
}

const void *OSData::getBytesNoCopy() const { return length ? data : NULL; }
const void *OSData::getBytesNoCopy(unsigned int start, unsigned int count) const {
  return count && start < length && count <= length - start ? data + start : NULL;
}
bool OSData::isEqualTo(const void *bytes, unsigned int count) const {
  return count == length && (count == 0 || !memcmp(data, bytes, count));
}
bool OSData::isEqualTo(const OSData *other) const {
  return other && isEqualTo(other->data, other->length);
}
bool OSData::isEqualTo(const OSString *text) const { return text && text->isEqualTo(this); }
bool OSData::isEqualTo(const OSMetaClassBase *other) const {
  if (const OSData *bytes = OSDynamicCast(OSData, other)) return isEqualTo(bytes);
  return isEqualTo(OSDynamicCast(OSString, other));
}

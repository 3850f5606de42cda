/* SPDX-License-Identifier: Apache-2.0
 *
 * Numbers and truth values.
 */
#include "internal.hpp"

OSDefineMetaClassAndStructors(OSNumber, OSObject)
OSDefineMetaClassAndStructors(OSBoolean, OSObject)

static unsigned long long cut(unsigned long long value, unsigned int bits) {
  return bits >= 64 ? value : value & ((1ull << bits) - 1);
}

OSNumber *OSNumber::withNumber(unsigned long long value, unsigned int bits) {
  OSNumber *made = new (KF_CALLER) OSNumber;
  KF_MADE(made, made->init(value, bits));
}
OSNumber *OSNumber::withNumber(const char *digits, unsigned int bits) {
  OSNumber *made = new (KF_CALLER) OSNumber;
  KF_MADE(made, made->init(digits, bits));
}
bool OSNumber::init(unsigned long long number, unsigned int bits) {
  if (bits > 64 || !OSObject::init()) return false;
  size = bits;
  value = cut(number, bits);
  return true;
}
bool OSNumber::init(const char *digits, unsigned int bits) {
  return digits && init(strtoul(digits, NULL, 0), bits);
}
unsigned int OSNumber::numberOfBits() const { return size; }
unsigned int OSNumber::numberOfBytes() const { return (size + 7) / 8; }
unsigned char OSNumber::unsigned8BitValue() const { return (unsigned char)value; }
unsigned short OSNumber::unsigned16BitValue() const { return (unsigned short)value; }
unsigned int OSNumber::unsigned32BitValue() const { return (unsigned int)value; }
unsigned long long OSNumber::unsigned64BitValue() const { return value; }
void OSNumber::addValue(signed long long amount) {
  value = cut(value + (unsigned long long)amount, size);
}
void OSNumber::setValue(unsigned long long number) { value = cut(number, size); }
bool OSNumber::isEqualTo(const OSNumber *other) const { return other && value == other->value; }
bool OSNumber::isEqualTo(const OSMetaClassBase *other) const {
  return isEqualTo(OSDynamicCast(OSNumber, other));
}

/* The two there are. They exist before any static of a client. */
struct KFaceBooleans {
  OSBoolean yes, no;
  KFaceBooleans() { yes.value = true; }
};
static KFaceBooleans booleans __attribute__((init_priority(101)));
static OSBoolean *const yes = &booleans.yes;
static OSBoolean *const no = &booleans.no;
OSBoolean *const &kOSBooleanTrue = yes;
OSBoolean *const &kOSBooleanFalse = no;

OSBoolean *OSBoolean::withBoolean(bool value) { return value ? yes : no; }
void OSBoolean::retain() const {}
void OSBoolean::release() const {}
void OSBoolean::release(int) const {}
void OSBoolean::taggedRetain(const void *) const {}
void OSBoolean::taggedRelease(const void *) const {}
bool OSBoolean::isTrue() const { return value; }
bool OSBoolean::isFalse() const { return !value; }
bool OSBoolean::getValue() const { return value; }
bool OSBoolean::isEqualTo(const OSBoolean *other) const { return this == other; }
bool OSBoolean::isEqualTo(const OSMetaClassBase *other) const {
  return isEqualTo(OSDynamicCast(OSBoolean, other));
}

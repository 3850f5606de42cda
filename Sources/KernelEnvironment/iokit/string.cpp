/* SPDX-License-Identifier: Apache-2.0
 *
 * Strings, and symbols, which exist once each.
 */
#include "internal.hpp"

OSDefineMetaClassAndStructors(OSString, OSObject)
OSDefineMetaClassAndStructors(OSSymbol, OSString)

OSString *OSString::withString(const OSString *text) {
  OSString *made = new (KF_CALLER) OSString;
  KF_MADE(made, made->initWithString(text));
}
OSString *OSString::withCString(const char *text) {
  OSString *made = new (KF_CALLER) OSString;
  KF_MADE(made, made->initWithCString(text));
}
OSString *OSString::withCString(const char *text, size_t length) {
  OSString *made = new (KF_CALLER) OSString;
  KF_MADE(made, text && made->initCopy(text, strnlen(text, length)));
}
OSString *OSString::withCStringNoCopy(const char *text) {
  OSString *made = new (KF_CALLER) OSString;
  KF_MADE(made, made->initWithCStringNoCopy(text));
}

bool OSString::initCopy(const char *text, size_t count) {
  if (!OSObject::init()) return false;
  string = (char *)IOMalloc(count + 1);
  if (!string) return false;
  memcpy(string, text, count);
  string[count] = 0;
  length = (unsigned)count;
  copied = true;
  return true;
}
bool OSString::initWithString(const OSString *text) {
  return text && initCopy(text->string, text->length);
}
bool OSString::initWithCString(const char *text) { return text && initCopy(text, strlen(text)); }
bool OSString::initWithCStringNoCopy(const char *text) {
  if (!text || !OSObject::init()) return false;
  string = const_cast<char *>(text);
  length = (unsigned)strlen(text);
  return true;
}
void OSString::free() {
  if (copied) IOFree(string, length + 1);
  OSObject::free();
}

unsigned int OSString::getLength() const { return length; }
char OSString::getChar(unsigned int index) const { return index < length ? string[index] : 0; }
bool OSString::setChar(char value, unsigned int index) {
  if (!copied || index >= length) return false;
  string[index] = value;
  return true;
}
const char *OSString::getCStringNoCopy() const { return string; }
bool OSString::isEqualTo(const char *other) const { return other && !strcmp(string, other); }
bool OSString::isEqualTo(const OSString *other) const {
  return other && length == other->length && !memcmp(string, other->string, length);
}
/* With or without the zero at the end. */
bool OSString::isEqualTo(const OSData *other) const {
  if (!other) return false;
  unsigned count = other->getLength();
  if (count != length && count != length + 1) return false;
  return !memcmp(string, other->getBytesNoCopy(), count);
}
bool OSString::isEqualTo(const OSMetaClassBase *other) const {
  if (const OSString *text = OSDynamicCast(OSString, other)) return isEqualTo(text);
  const OSData *data = OSDynamicCast(OSData, other);
  return data && isEqualTo(data);
}

/* ---- symbols ---- */

static OSSymbol *symbols;
static volatile bool symbolsLock;

/* Under the lock. */
OSSymbol *OSSymbol::find(const char *text) {
  OSSymbol *symbol = symbols;
  while (symbol && strcmp(symbol->string, text) != 0) symbol = symbol->next;
  return symbol;
}

const OSSymbol *OSSymbol::existingSymbolForCString(const char *text) {
  if (!text) return NULL;
  SpinGuard guard(&symbolsLock);
  OSSymbol *symbol = find(text);
  if (symbol) symbol->retain();
  return symbol;
}
const OSSymbol *OSSymbol::existingSymbolForString(const OSString *text) {
  return text ? existingSymbolForCString(text->getCStringNoCopy()) : NULL;
}

const OSSymbol *OSSymbol::withCString(const char *text) {
  if (!text) return NULL;
  OSSymbol *fresh = new (KF_CALLER) OSSymbol, *found;
  if (!fresh || !fresh->initWithCString(text)) {
    OSSafeRelease(fresh);
    return NULL;
  }
  {
    SpinGuard guard(&symbolsLock);
    found = find(text);
    if (found) {
      found->retain();
    } else {
      fresh->next = symbols;
      symbols = fresh;
    }
  }
  if (!found) return fresh;
  fresh->free();
  return found;
}
const OSSymbol *OSSymbol::withCStringNoCopy(const char *text) { return withCString(text); }
const OSSymbol *OSSymbol::withString(const OSString *text) {
  return text ? withCString(text->getCStringNoCopy()) : NULL;
}

/* The last reference goes under the lock, so that nobody finds a symbol that ends. */
void OSSymbol::release(int freeWhen) const {
  {
    SpinGuard guard(&symbolsLock);
    if (getRetainCount() - 1 < freeWhen) {
      OSSymbol **link = &symbols;
      while (*link && *link != this) link = &(*link)->next;
      if (*link) *link = next;
    } else {
      OSString::release(freeWhen);
      return;
    }
  }
  OSString::release(freeWhen);
}
void OSSymbol::release() const { release(1); }
void OSSymbol::taggedRelease(const void *) const { release(1); }

bool OSSymbol::isEqualTo(const OSSymbol *other) const { return this == other; }
bool OSSymbol::isEqualTo(const char *other) const { return OSString::isEqualTo(other); }
bool OSSymbol::isEqualTo(const OSMetaClassBase *other) const {
  if (const OSSymbol *symbol = OSDynamicCast(OSSymbol, other)) return isEqualTo(symbol);
  return OSString::isEqualTo(other);
}

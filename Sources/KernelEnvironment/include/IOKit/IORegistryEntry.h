/* SPDX-License-Identifier: Apache-2.0
 *
 * An entry of the registry: a name and properties. There are no planes here but the line from a
 * service to its provider.
 */
#ifndef _IOKIT_IOREGISTRYENTRY_H
#define _IOKIT_IOREGISTRYENTRY_H

#include <IOKit/IOTypes.h>
#include <IOKit/IOLib.h>
#include <libkern/c++/OSContainers.h>

#ifdef __cplusplus

class IORegistryPlane;
extern const IORegistryPlane *gIOServicePlane;

class IORegistryEntry : public OSObject {
  OSDeclareDefaultStructors(IORegistryEntry);

 public:
  virtual bool init(OSDictionary *dictionary = NULL);
  void free() override;

  virtual bool setProperty(const OSSymbol *key, OSObject *object);
  virtual bool setProperty(const OSString *key, OSObject *object);
  virtual bool setProperty(const char *key, OSObject *object);
  virtual bool setProperty(const char *key, const char *text);
  virtual bool setProperty(const char *key, bool value);
  virtual bool setProperty(const char *key, unsigned long long value, unsigned int bits);
  virtual bool setProperty(const char *key, void *bytes, unsigned int length);
  virtual void removeProperty(const OSSymbol *key);
  virtual void removeProperty(const OSString *key);
  virtual void removeProperty(const char *key);
  virtual OSObject *getProperty(const OSSymbol *key) const;
  virtual OSObject *getProperty(const OSString *key) const;
  virtual OSObject *getProperty(const char *key) const;
  /* Retained for the caller. */
  virtual OSObject *copyProperty(const OSSymbol *key) const;
  virtual OSObject *copyProperty(const OSString *key) const;
  virtual OSObject *copyProperty(const char *key) const;
  virtual OSDictionary *dictionaryWithProperties() const;
  virtual IOReturn setProperties(OSObject *properties);
  OSDictionary *getPropertyTable() const;

  virtual const char *getName(const IORegistryPlane *plane = NULL) const;
  virtual void setName(const char *name, const IORegistryPlane *plane = NULL);
  virtual void setName(const OSSymbol *name, const IORegistryPlane *plane = NULL);
  uint64_t getRegistryEntryID();

 private:
  OSDictionary *properties;
  const OSSymbol *entryName;
  IORecursiveLock *propertyLock;
  uint64_t entryID;
};

#endif /* __cplusplus */

#endif /* _IOKIT_IOREGISTRYENTRY_H */

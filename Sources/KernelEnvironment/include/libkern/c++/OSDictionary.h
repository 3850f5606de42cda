/* SPDX-License-Identifier: Apache-2.0
 *
 * Objects by name. Keys are symbols; values are retained while they are in it.
 */
#ifndef _IOKIT_IODICTIONARY_H
#define _IOKIT_IODICTIONARY_H

#include <libkern/c++/OSCollection.h>

#ifdef __cplusplus

class OSArray;
class OSSymbol;
class OSString;

class OSDictionary : public OSCollection {
  OSDeclareDefaultStructors(OSDictionary);

 public:
  static OSDictionary *withCapacity(unsigned int capacity);
  static OSDictionary *withObjects(const OSObject *objects[], const OSSymbol *keys[],
                                   unsigned int count, unsigned int capacity = 0);
  static OSDictionary *withObjects(const OSObject *objects[], const OSString *keys[],
                                   unsigned int count, unsigned int capacity = 0);
  static OSDictionary *withDictionary(const OSDictionary *other, unsigned int capacity = 0);

  virtual bool initWithCapacity(unsigned int capacity);
  virtual bool initWithDictionary(const OSDictionary *other, unsigned int capacity = 0);
  virtual bool setObject(const OSSymbol *key, const OSMetaClassBase *object);
  virtual bool setObject(const OSString *key, const OSMetaClassBase *object);
  virtual bool setObject(const char *key, const OSMetaClassBase *object);
  virtual void removeObject(const OSSymbol *key);
  virtual void removeObject(const OSString *key);
  virtual void removeObject(const char *key);
  virtual bool merge(const OSDictionary *other);
  virtual OSObject *getObject(const OSSymbol *key) const;
  virtual OSObject *getObject(const OSString *key) const;
  virtual OSObject *getObject(const char *key) const;
  virtual bool isEqualTo(const OSDictionary *other) const;
  bool isEqualTo(const OSMetaClassBase *other) const override;
  unsigned int getCount() const override;
  unsigned int getCapacity() const override;
  unsigned int getCapacityIncrement() const override;
  unsigned int setCapacityIncrement(unsigned increment) override;
  unsigned int ensureCapacity(unsigned int capacity) override;
  void flushCollection() override;
  OSCollection *copyCollection(OSDictionary *cycles = NULL) override;
  void free() override;

 protected:
  unsigned int iteratorSize() const override;
  bool initIterator(void *iterator) const override;
  bool getNextObjectForIterator(void *iterator, OSObject **next) const override;

 private:
  struct Entry {
    const OSSymbol *key;
    const OSMetaClassBase *value;
  };
  unsigned int indexOf(const OSSymbol *key) const;
  Entry *entries;
  unsigned int count;
  unsigned int capacity;
  unsigned int increment;
};

#endif /* __cplusplus */

#endif /* _IOKIT_IODICTIONARY_H */

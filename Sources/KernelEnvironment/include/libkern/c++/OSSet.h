/* SPDX-License-Identifier: Apache-2.0
 *
 * Objects without an order, each once.
 */
#ifndef _OS_OSSET_H
#define _OS_OSSET_H

#include <libkern/c++/OSCollection.h>

#ifdef __cplusplus

class OSArray;

class OSSet : public OSCollection {
  OSDeclareDefaultStructors(OSSet);

 public:
  static OSSet *withCapacity(unsigned int capacity);
  static OSSet *withArray(const OSArray *other, unsigned int capacity = 0);
  static OSSet *withSet(const OSSet *other, unsigned int capacity = 0);

  virtual bool initWithCapacity(unsigned int capacity);
  /* False when it is in already. */
  virtual bool setObject(const OSMetaClassBase *object);
  virtual bool merge(const OSArray *other);
  virtual bool merge(const OSSet *other);
  virtual void removeObject(const OSMetaClassBase *object);
  virtual bool containsObject(const OSMetaClassBase *object) const;
  virtual bool member(const OSMetaClassBase *object) const;
  virtual OSObject *getAnyObject() const;
  virtual bool isEqualTo(const OSSet *other) const;
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
  OSArray *members;
};

#endif /* __cplusplus */

#endif /* _OS_OSSET_H */

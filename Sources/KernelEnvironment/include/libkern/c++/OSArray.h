/* SPDX-License-Identifier: Apache-2.0
 *
 * Objects in order. They are retained while they are in it.
 */
#ifndef _OS_OSARRAY_H
#define _OS_OSARRAY_H

#include <libkern/c++/OSCollection.h>

#ifdef __cplusplus

class OSArray : public OSCollection {
  OSDeclareDefaultStructors(OSArray);

 public:
  static OSArray *withCapacity(unsigned int capacity);
  static OSArray *withObjects(const OSObject *objects[], unsigned int count,
                              unsigned int capacity = 0);
  static OSArray *withArray(const OSArray *other, unsigned int capacity = 0);

  virtual bool initWithCapacity(unsigned int capacity);
  virtual bool initWithObjects(const OSObject *objects[], unsigned int count,
                               unsigned int capacity = 0);
  virtual bool initWithArray(const OSArray *other, unsigned int capacity = 0);
  virtual bool setObject(const OSMetaClassBase *object);
  virtual bool setObject(unsigned int index, const OSMetaClassBase *object);
  virtual bool merge(const OSArray *other);
  virtual void replaceObject(unsigned int index, const OSMetaClassBase *object);
  virtual void removeObject(unsigned int index);
  virtual OSObject *getObject(unsigned int index) const;
  virtual OSObject *getLastObject() const;
  virtual unsigned int getNextIndexOfObject(const OSMetaClassBase *object,
                                            unsigned int index) const;
  virtual bool isEqualTo(const OSArray *other) const;
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

  const OSMetaClassBase **array;
  unsigned int count;
  unsigned int capacity;
  unsigned int increment;
};

#endif /* __cplusplus */

#endif /* _OS_OSARRAY_H */

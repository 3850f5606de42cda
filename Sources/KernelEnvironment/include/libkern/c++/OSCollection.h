/* SPDX-License-Identifier: Apache-2.0
 *
 * What holds objects, and may be iterated over. A change ends the iterations under way.
 */
#ifndef _OS_OSCOLLECTION_H
#define _OS_OSCOLLECTION_H

#include <libkern/c++/OSObject.h>

#ifdef __cplusplus

class OSCollection : public OSObject {
  friend class OSCollectionIterator;
  OSDeclareAbstractStructors(OSCollection);

 public:
  enum { kImmutable = 0x00000001, kMASK = (unsigned)-1 };

  virtual unsigned int getCount() const = 0;
  virtual unsigned int getCapacity() const = 0;
  virtual unsigned int getCapacityIncrement() const = 0;
  virtual unsigned int setCapacityIncrement(unsigned increment) = 0;
  virtual unsigned int ensureCapacity(unsigned int capacity) = 0;
  virtual void flushCollection() = 0;
  virtual unsigned setOptions(unsigned options, unsigned mask, void *context = NULL);
  /* A copy whose collections are copies as well. */
  virtual OSCollection *copyCollection(OSDictionary *cycles = NULL);

 protected:
  virtual unsigned int iteratorSize() const = 0;
  virtual bool initIterator(void *iterator) const = 0;
  virtual bool getNextObjectForIterator(void *iterator, OSObject **next) const = 0;
  virtual bool init() override;
  void haveUpdated();

  unsigned int updateStamp;
  unsigned int options;
};

#endif /* __cplusplus */

#endif /* _OS_OSCOLLECTION_H */

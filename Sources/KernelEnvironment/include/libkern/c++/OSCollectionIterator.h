/* SPDX-License-Identifier: Apache-2.0
 *
 * Over a collection: the elements of an array or a set, the keys of a dictionary.
 */
#ifndef _OS_OSCOLLECTIONITERATOR_H
#define _OS_OSCOLLECTIONITERATOR_H

#include <libkern/c++/OSIterator.h>

#ifdef __cplusplus

class OSCollection;

class OSCollectionIterator : public OSIterator {
  OSDeclareDefaultStructors(OSCollectionIterator);

 public:
  static OSCollectionIterator *withCollection(const OSCollection *collection);

  virtual bool initWithCollection(const OSCollection *collection);
  void reset() override;
  bool isValid() override;
  OSObject *getNextObject() override;
  void free() override;

 protected:
  const OSCollection *collection;
  void *iterator;
  unsigned int stamp;
  bool valid;
};

#endif /* __cplusplus */

#endif /* _OS_OSCOLLECTIONITERATOR_H */

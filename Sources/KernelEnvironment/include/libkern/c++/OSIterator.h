/* SPDX-License-Identifier: Apache-2.0
 *
 * One object after the other.
 */
#ifndef _OS_OSITERATOR_H
#define _OS_OSITERATOR_H

#include <libkern/c++/OSObject.h>

#ifdef __cplusplus

class OSIterator : public OSObject {
  OSDeclareAbstractStructors(OSIterator);

 public:
  virtual void reset() = 0;
  virtual bool isValid() = 0;
  virtual OSObject *getNextObject() = 0;
};

#endif /* __cplusplus */

#endif /* _OS_OSITERATOR_H */

/* SPDX-License-Identifier: Apache-2.0
 *
 * An interest that can be given up.
 */
#ifndef _IOKIT_IONOTIFIER_H
#define _IOKIT_IONOTIFIER_H

#include <libkern/c++/OSObject.h>

#ifdef __cplusplus

class IONotifier : public OSObject {
  OSDeclareAbstractStructors(IONotifier);

 public:
  /* No call is under way and none comes when it returns. Frees the notifier. */
  virtual void remove() = 0;
  /* Answers whether it was enabled. */
  virtual bool disable() = 0;
  virtual void enable(bool was) = 0;
};

#endif /* __cplusplus */

#endif /* _IOKIT_IONOTIFIER_H */

/* SPDX-License-Identifier: Apache-2.0
 *
 * A data queue that goes both ways.
 */
#ifndef _IOKIT_IOSHAREDDATAQUEUE_H
#define _IOKIT_IOSHAREDDATAQUEUE_H

#include <IOKit/IODataQueue.h>

#ifdef __cplusplus

class IOSharedDataQueue : public IODataQueue {
  OSDeclareDefaultStructors(IOSharedDataQueue);

 public:
  static IOSharedDataQueue *withCapacity(UInt32 bytes);
  static IOSharedDataQueue *withEntries(UInt32 count, UInt32 entryBytes);

  /* The entry at the head, where it lies, or null. */
  virtual IODataQueueEntry *peek();
  /* `length` in: room, out: bytes; a null `bytes` drops the entry. */
  virtual Boolean dequeue(void *bytes, UInt32 *length);
  virtual Boolean enqueue_tail(void *bytes, UInt32 length);
};

#endif /* __cplusplus */

#endif /* _IOKIT_IOSHAREDDATAQUEUE_H */

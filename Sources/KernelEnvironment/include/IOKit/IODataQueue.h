/* SPDX-License-Identifier: Apache-2.0
 *
 * Data for a process, through memory that both see.
 */
#ifndef _IOKIT_IODATAQUEUE_H
#define _IOKIT_IODATAQUEUE_H

#include <IOKit/IODataQueueShared.h>
#include <IOKit/IOMemoryDescriptor.h>

#ifdef __cplusplus

class IODataQueue : public OSObject {
  OSDeclareDefaultStructors(IODataQueue);

 public:
  static IODataQueue *withCapacity(UInt32 bytes);
  static IODataQueue *withEntries(UInt32 count, UInt32 entryBytes);

  virtual Boolean initWithCapacity(UInt32 bytes);
  virtual Boolean initWithEntries(UInt32 count, UInt32 entryBytes);
  /* False when there is no room. */
  virtual Boolean enqueue(void *bytes, UInt32 length);
  /* The first writer of an empty queue tells the harness of this port (kface/iokit.h). */
  virtual void setNotificationPort(mach_port_t port);
  virtual IOMemoryDescriptor *getMemoryDescriptor();
  void free() override;

 protected:
  void sendDataAvailableNotification();
  IODataQueueMemory *dataQueue;
  IOLock *queueLock;
  UInt32 memoryBytes;
  mach_port_t port;
};

#endif /* __cplusplus */

#endif /* _IOKIT_IODATAQUEUE_H */

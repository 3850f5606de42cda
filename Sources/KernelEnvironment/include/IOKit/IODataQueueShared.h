/* SPDX-License-Identifier: Apache-2.0
 *
 * The memory of a data queue, as a process maps it: entries in a ring, each behind its size.
 */
#ifndef _IOKIT_IODATAQUEUESHARED_H
#define _IOKIT_IODATAQUEUESHARED_H

#include <IOKit/IOTypes.h>
#include <mach/port.h>
#include <mach/message.h>

typedef struct _IODataQueueEntry {
  UInt32 size;
  UInt8 data[4];
} IODataQueueEntry;

typedef struct _IODataQueueMemory {
  UInt32 queueSize;
  volatile UInt32 head;
  volatile UInt32 tail;
  IODataQueueEntry queue[1];
} IODataQueueMemory;

#define DATA_QUEUE_ENTRY_HEADER_SIZE (sizeof(IODataQueueEntry) - 4)
#define DATA_QUEUE_MEMORY_HEADER_SIZE (sizeof(IODataQueueMemory) - sizeof(IODataQueueEntry))

#endif /* _IOKIT_IODATAQUEUESHARED_H */

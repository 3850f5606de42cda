/* SPDX-License-Identifier: Apache-2.0
 *
 * Data queues: a ring in memory that a process may read. An entry is never split; where one does
 * not fit before the end, the ring goes on at its start.
 */
#include "internal.hpp"

#include <IOKit/IOSharedDataQueue.h>
#include <kface/iokit.h>

OSDefineMetaClassAndStructors(IODataQueue, OSObject)
OSDefineMetaClassAndStructors(IOSharedDataQueue, IODataQueue)

static void (*onDataAvailable)(mach_port_t);
void kface_on_data_available(void (*function)(mach_port_t)) { onDataAvailable = function; }

IODataQueue *IODataQueue::withCapacity(UInt32 bytes) {
  IODataQueue *made = new (KF_CALLER) IODataQueue;
  KF_MADE(made, made->initWithCapacity(bytes));
}
IODataQueue *IODataQueue::withEntries(UInt32 count, UInt32 entryBytes) {
  IODataQueue *made = new (KF_CALLER) IODataQueue;
  KF_MADE(made, made->initWithEntries(count, entryBytes));
}
IOSharedDataQueue *IOSharedDataQueue::withCapacity(UInt32 bytes) {
  IOSharedDataQueue *made = new (KF_CALLER) IOSharedDataQueue;
  KF_MADE(made, made->initWithCapacity(bytes));
}
IOSharedDataQueue *IOSharedDataQueue::withEntries(UInt32 count, UInt32 entryBytes) {
  IOSharedDataQueue *made = new (KF_CALLER) IOSharedDataQueue;
  KF_MADE(made, made->initWithEntries(count, entryBytes));
}

Boolean IODataQueue::initWithCapacity(UInt32 bytes) {
  if (bytes > 0x7fffffff || !OSObject::init()) return false;
  memoryBytes = (UInt32)round_page(bytes + DATA_QUEUE_MEMORY_HEADER_SIZE);
  dataQueue = (IODataQueueMemory *)IOMallocAligned(memoryBytes, PAGE_SIZE);
  queueLock = IOLockAlloc();
  if (!dataQueue || !queueLock) return false;
  bzero(dataQueue, memoryBytes);
  dataQueue->queueSize = bytes;
  return true;
}
Boolean IODataQueue::initWithEntries(UInt32 count, UInt32 entryBytes) {
  UInt64 bytes = (UInt64)(count + 1ull) * (DATA_QUEUE_ENTRY_HEADER_SIZE + entryBytes);
  return bytes <= 0x7fffffff && initWithCapacity((UInt32)bytes);
}
void IODataQueue::free() {
  if (dataQueue) IOFreeAligned(dataQueue, memoryBytes);
  if (queueLock) IOLockFree(queueLock);
  OSObject::free();
}

static IODataQueueEntry *entryAt(IODataQueueMemory *queue, UInt32 offset) {
  return (IODataQueueEntry *)((UInt8 *)queue->queue + offset);
}
/* Whether a header at `offset` lies in the ring and says no more than is there. */
static bool liesWhole(IODataQueueMemory *queue, UInt32 offset) {
  if (offset + DATA_QUEUE_ENTRY_HEADER_SIZE > queue->queueSize) return false;
  UInt32 size = entryAt(queue, offset)->size;
  return size <= queue->queueSize - offset - DATA_QUEUE_ENTRY_HEADER_SIZE;
}

Boolean IODataQueue::enqueue(void *bytes, UInt32 length) {
  const UInt64 room = (UInt64)length + DATA_QUEUE_ENTRY_HEADER_SIZE;
  IOLockLock(queueLock);
  UInt32 head = __atomic_load_n(&dataQueue->head, __ATOMIC_ACQUIRE), tail = dataQueue->tail;
  UInt32 end = dataQueue->queueSize, at = tail;
  bool fits = tail >= head ? tail + room <= end : tail + room < head;
  if (!fits && tail >= head && room < head) {
    /* A size the rest cannot hold sends the reader to the start. */
    if (tail + DATA_QUEUE_ENTRY_HEADER_SIZE <= end) entryAt(dataQueue, tail)->size = length;
    at = 0;
    fits = true;
  }
  if (fits) {
    IODataQueueEntry *entry = entryAt(dataQueue, at);
    entry->size = length;
    memcpy(entry->data, bytes, length);
    __atomic_store_n(&dataQueue->tail, at + (UInt32)room, __ATOMIC_RELEASE);
  }
  bool wasEmpty = head == tail;
  IOLockUnlock(queueLock);
  if (fits && wasEmpty) sendDataAvailableNotification();
  return fits;
}

IODataQueueEntry *IOSharedDataQueue::peek() {
  UInt32 head = dataQueue->head, tail = __atomic_load_n(&dataQueue->tail, __ATOMIC_ACQUIRE);
  if (head == tail) return NULL;
  return entryAt(dataQueue, liesWhole(dataQueue, head) ? head : 0);
}
Boolean IOSharedDataQueue::dequeue(void *bytes, UInt32 *length) {
  IODataQueueEntry *entry = peek();
  if (!entry || (bytes && (!length || *length < entry->size))) return false;
  UInt32 size = entry->size;
  if (bytes) memcpy(bytes, entry->data, size);
  if (length) *length = size;
  UInt32 at = (UInt32)((UInt8 *)entry - (UInt8 *)dataQueue->queue);
  __atomic_store_n(&dataQueue->head, at + size + (UInt32)DATA_QUEUE_ENTRY_HEADER_SIZE,
                   __ATOMIC_RELEASE);
  return true;
}
Boolean IOSharedDataQueue::enqueue_tail(void *bytes, UInt32 length) {
  return enqueue(bytes, length);
}

void IODataQueue::setNotificationPort(mach_port_t to) { port = to; }
void IODataQueue::sendDataAvailableNotification() {
  if (port && onDataAvailable) onDataAvailable(port);
}
IOMemoryDescriptor *IODataQueue::getMemoryDescriptor() {
  return IOMemoryDescriptor::withAddress(dataQueue, memoryBytes, kIODirectionOutIn);
}

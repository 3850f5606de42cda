/* SPDX-License-Identifier: Apache-2.0
 *
 * IOKit's library: memory, sleeping, logging.
 */
#ifndef __IOKIT_IOLIB_H
#define __IOKIT_IOLIB_H

#include <stdarg.h>
#include <stdbool.h>
#include <sys/cdefs.h>
#include <sys/systm.h>
#include <mach/mach_types.h>
#include <kern/thread.h>
#include <kern/thread_call.h>
#include <kern/clock.h>
#include <libkern/libkern.h>
#include <libkern/OSAtomic.h>
#include <libkern/OSDebug.h>
#include <IOKit/IOTypes.h>
#include <IOKit/IOReturn.h>
#include <IOKit/IOLocks.h>

__BEGIN_DECLS

#ifndef MIN
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#endif
#ifndef MAX
#define MAX(a, b) ((a) > (b) ? (a) : (b))
#endif
#define min(a, b) ((a) < (b) ? (a) : (b))
#define max(a, b) ((a) > (b) ? (a) : (b))

void *IOMalloc(vm_size_t size) KF(IOMalloc);
void *IOMallocZero(vm_size_t size) KF(IOMallocZero);
void IOFree(void *address, vm_size_t size) KF(IOFree);
void *IOMallocAligned(vm_size_t size, vm_offset_t alignment) KF(IOMallocAligned);
void IOFreeAligned(void *address, vm_size_t size) KF(IOFreeAligned);
void *IOMallocContiguous(vm_size_t size, vm_size_t alignment, IOPhysicalAddress *physical)
  KF(IOMallocContiguous);
void IOFreeContiguous(void *address, vm_size_t size) KF(IOFreeContiguous);
void *IOMallocPageable(vm_size_t size, vm_size_t alignment) KF(IOMallocPageable);
void IOFreePageable(void *address, vm_size_t size) KF(IOFreePageable);
void *IOMallocData(vm_size_t size) KF(IOMalloc);
void *IOMallocZeroData(vm_size_t size) KF(IOMallocZero);
void IOFreeData(void *address, vm_size_t size) KF(IOFree);
#define IOMallocType(type) ((type *)IOMallocZero(sizeof(type)))
#define IOFreeType(pointer, type) IOFree((pointer), sizeof(type))
#define IONew(type, count) ((type *)IOMalloc(sizeof(type) * (count)))
#define IONewZero(type, count) ((type *)IOMallocZero(sizeof(type) * (count)))
#define IODelete(pointer, type, count) IOFree((pointer), sizeof(type) * (count))
#define IOSafeDeleteNULL(pointer, type, count) \
  do {                                         \
    if ((pointer) != NULL) {                   \
      IODelete(pointer, type, count);          \
      (pointer) = NULL;                        \
    }                                          \
  } while (0)

void IOLog(const char *format, ...) KF(IOLog) __printflike(1, 2);
void IOLogv(const char *format, va_list arguments) KF(IOLogv) __printflike(1, 0);
void kprintf(const char *format, ...) KF(kprintf) __printflike(1, 2);

void IOSleep(unsigned milliseconds) KF(IOSleep);
void IOSleepWithLeeway(unsigned interval, unsigned leeway) KF(IOSleepWithLeeway);
void IODelay(unsigned microseconds) KF(IODelay);
void IOPause(unsigned nanoseconds) KF(IOPause);
IOThread IOCreateThread(IOThreadFunc function, void *argument) KF(IOCreateThread);
void IOExitThread(void) KF(IOExitThread) __dead2;
void IOPanic(const char *reason) KF(IOPanic) __dead2;

#define IORound(value, multiple) \
  ((((value) + (multiple)-1) / (multiple)) * (multiple))
#define IOTrunc(value, multiple) (((value) / (multiple)) * (multiple))

__END_DECLS

#endif /* __IOKIT_IOLIB_H */

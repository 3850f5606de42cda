/* SPDX-License-Identifier: Apache-2.0
 *
 * Types of IOKit's library.
 */
#ifndef __IOKIT_IOTYPES_H
#define __IOKIT_IOTYPES_H

#include <sys/types.h>
#include <mach/mach_types.h>
#include <libkern/OSTypes.h>
#include <IOKit/IOReturn.h>

typedef UInt32 IOOptionBits;
typedef SInt32 IOFixed;
typedef UInt32 IOVersion;
typedef UInt32 IOItemCount;
typedef UInt32 IOCacheMode;
typedef UInt32 IOByteCount32;
typedef UInt64 IOByteCount64;
typedef vm_address_t IOVirtualAddress;
typedef mach_vm_address_t IOPhysicalAddress;
typedef mach_vm_size_t IOByteCount;
typedef mach_vm_size_t IOPhysicalLength;
typedef IOVirtualAddress IOLogicalAddress;
typedef struct thread *IOThread;
typedef void (*IOThreadFunc)(void *argument);
#ifndef __cplusplus
#define nullptr_kface 0
#endif

#endif /* __IOKIT_IOTYPES_H */

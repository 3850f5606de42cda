/* SPDX-License-Identifier: Apache-2.0
 *
 * Memory with tags. Freeing names the size and the tag; the environment checks both.
 */
#ifndef LIBKERN_OSMALLOC_h
#define LIBKERN_OSMALLOC_h

#include <sys/cdefs.h>
#include <stdint.h>
#include <mach/boolean.h>

__BEGIN_DECLS

typedef struct __OSMallocTag__ *OSMallocTag;
#define OSMT_DEFAULT 0x00
#define OSMT_PAGEABLE 0x01

OSMallocTag OSMalloc_Tagalloc(const char *name, uint32_t flags) KF(OSMalloc_Tagalloc);
void OSMalloc_Tagfree(OSMallocTag tag) KF(OSMalloc_Tagfree);
void *OSMalloc(uint32_t size, OSMallocTag tag) KF(OSMalloc);
void *OSMalloc_nowait(uint32_t size, OSMallocTag tag) KF(OSMalloc_noblock);
void *OSMalloc_noblock(uint32_t size, OSMallocTag tag) KF(OSMalloc_noblock);
void OSFree(void *address, uint32_t size, OSMallocTag tag) KF(OSFree);
uint32_t OSMalloc_size(void *address) KF(OSMalloc_size);

__END_DECLS

#endif /* LIBKERN_OSMALLOC_h */

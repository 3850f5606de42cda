/* SPDX-License-Identifier: Apache-2.0
 *
 * Zones: memory in elements of one size.
 */
#ifndef _KERN_ZALLOC_H_
#define _KERN_ZALLOC_H_

#include <sys/cdefs.h>
#include <mach/mach_types.h>
#include <kern/kern_types.h>
#include <kern/kalloc.h>

typedef unsigned int zone_create_flags_t;
#define ZC_NONE 0
#define ZC_ZFREE_CLEARMEM 0x00000004
#define ZC_DESTRUCTIBLE 0x00000008
#define ZC_NOENCRYPT 0x00000020
#define Z_EXHAUST 1
#define Z_COLLECT 2
#define Z_EXPAND 3
#define Z_FOREIGN 4
#define Z_CALLERACCT 5
#define Z_NOENCRYPT 6

__BEGIN_DECLS
zone_t zinit(vm_size_t size, vm_size_t maxmem, vm_size_t alloc, const char *name) KF(zinit);
zone_t zone_create(const char *name, vm_size_t size, zone_create_flags_t flags) KF(zone_create);
void zdestroy(zone_t zone) KF(zdestroy);
void *zalloc(zone_t zone) KF(zalloc);
void *zalloc_noblock(zone_t zone) KF(zalloc_noblock);
void *zalloc_nowait(zone_t zone) KF(zalloc_noblock);
void *zalloc_flags(zone_t zone, unsigned int flags) KF(zalloc_flags);
void zfree(zone_t zone, void *element) KF(zfree);
void zone_change(zone_t zone, unsigned int item, boolean_t value) KF(zone_change);
int zfill(zone_t zone, int count) KF(zfill);
zone_t __kface_lasting_zone(const char *name, vm_size_t size) KF(lasting_zone);
/* Paths, MAXPATHLEN bytes each. */
extern zone_t ZV_NAMEI KF(ZV_NAMEI);
__END_DECLS

/* A zone that is ready when the program starts, and is never given back. */
#define ZONE_DECLARE(variable, label, size, flags) ZONE_DEFINE(variable, label, size, flags)
#define ZONE_DEFINE(variable, label, size, flags)                                       \
  zone_t variable;                                                                      \
  __attribute__((__constructor__)) static void __kface_zone_##variable(void) {          \
    variable = __kface_lasting_zone((label), (size));                                   \
  }                                                                                     \
  extern zone_t variable
/* A zone under another name. */
#define ZONE_VIEW_DECLARE(variable) extern zone_t variable
#define ZONE_VIEW_DEFINE(variable, label, heap_or_zone, size) \
  ZONE_DEFINE(variable, label, size, ZC_NONE)
#define ZONE_DEFINE_TYPE(variable, label, type, flags) \
  ZONE_DEFINE(variable, label, sizeof(type), flags)

#endif /* _KERN_ZALLOC_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Kernel memory by type.
 */
#ifndef _SYS_MALLOC_H_
#define _SYS_MALLOC_H_

#include <sys/cdefs.h>
#include <sys/types.h>
#include <sys/param.h>
#include <sys/appleapiopts.h>

#define M_WAITOK 0x0000
#define M_NOWAIT 0x0001
#define M_ZERO 0x0004
#define M_NULL 0x0008

#define M_FREE 0
#define M_MBUF 1
#define M_DEVBUF 2
#define M_SOCKET 3
#define M_PCB 4
#define M_RTABLE 5
#define M_HTABLE 6
#define M_FTABLE 7
#define M_ZOMBIE 8
#define M_IFADDR 9
#define M_SOOPTS 10
#define M_SONAME 11
#define M_NAMEI 12
#define M_GPROF 13
#define M_IOCTLOPS 14
#define M_MAPMEM 15
#define M_CRED 16
#define M_PGRP 17
#define M_SESSION 18
#define M_IOV32 19
#define M_MOUNT 20
#define M_FHANDLE 21
#define M_NFSREQ 22
#define M_NFSMNT 23
#define M_NFSNODE 24
#define M_VNODE 25
#define M_CACHE 26
#define M_DQUOT 27
#define M_PROC_UUID_POLICY 28
#define M_SHM 29
#define M_VMMAP 30
#define M_FILE 35
#define M_FILEDESC 36
#define M_LOCKF 37
#define M_PROC 38
#define M_SUBPROC 39
#define M_SEGMENT 40
#define M_PSTATS 52
#define M_IFMADDR 54
#define M_IPMOPTS 53
#define M_IOV64 57
#define M_NFSBIO 58
#define M_OSM 60
#define M_NFSD 61
#define M_NFSRVDESC 62
#define M_NFSDIROFF 63
#define M_NFSBIGFH 64
#define M_MSDOSFSMNT 65
#define M_MSDOSFSFAT 66
#define M_KTRACE 69
#define M_BWMETER 70
#define M_UDFMOUNT 74
#define M_TEMP 80
#define M_SECA 81
#define M_DEVFS 82
#define M_IPFW 83
#define M_UDFNODE 84
#define M_UIO 85
#define M_SYSCTL 110
#define M_IFADDR6 111
#define M_LAST 140

__BEGIN_DECLS

#define MALLOC(space, cast, size, type, flags) (space) = (cast)_MALLOC(size, type, flags)
#define FREE(address, type) _FREE((void *)(address), type)
#define MALLOC_ZONE(space, cast, size, type, flags) \
  (space) = (cast)_MALLOC_ZONE(size, type, flags)
#define FREE_ZONE(address, size, type) _FREE_ZONE((void *)(address), size, type)
#define REALLOC(space, cast, address, size, type, flags) \
  (space) = (cast)_REALLOC(address, size, type, flags)

void *_MALLOC(size_t size, int type, int flags) KF(_MALLOC);
void _FREE(void *address, int type) KF(_FREE);
void *_REALLOC(void *address, size_t size, int type, int flags) KF(_REALLOC);
void *_MALLOC_ZONE(size_t size, int type, int flags) KF(_MALLOC_ZONE);
void _FREE_ZONE(void *address, size_t size, int type) KF(_FREE_ZONE);

__END_DECLS

#endif /* _SYS_MALLOC_H_ */

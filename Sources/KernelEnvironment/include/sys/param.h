/* SPDX-License-Identifier: Apache-2.0
 *
 * System parameters: sleep priorities, flags of a sleep, sizes, bit sets, rounding.
 */
#ifndef _SYS_PARAM_H_
#define _SYS_PARAM_H_

#define BSD 199506
#define BSD4_3 1
#define BSD4_4 1
#define NeXTBSD 1995064
#define NeXTBSD4_0 0

#include <sys/types.h>
#include <sys/syslimits.h>
#include <sys/time.h>
#include <sys/errno.h>
#include <sys/uio.h>
#include <sys/signal.h>
#include <limits.h>
#include <machine/param.h>
#include <machine/limits.h>

#define MAXCOMLEN 16
#define MAXINTERP 64
#define MAXLOGNAME 255
#define MAXUPRC CHILD_MAX
#define NCARGS ARG_MAX
#define NGROUPS NGROUPS_MAX
#define NOFILE 256
#define NOGROUP 65535
#define MAXHOSTNAMELEN 256
#define MAXDOMNAMELEN 256
#define CMASK 022
#define CBLOCK 64
#define CBQSIZE (CBLOCK / NBBY)
#define NBPW sizeof(int)
#define NODEV ((dev_t)(-1))
#define MAXPATHLEN PATH_MAX
#define MAXSYMLINKS 32
#define MAXBSIZE (1024 * 1024)
#define MAXPHYSIO MAXPHYS
#define MAXFRAG 8

/* Priorities of sleepers; above PZERO a signal may wake them (with PCATCH). */
#define PSWP 0
#define PVM 4
#define PINOD 8
#define PRIBIO 16
#define PVFS 20
#define PZERO 22
#define PSOCK 24
#define PWAIT 32
#define PLOCK 36
#define PPAUSE 40
#define PUSER 50
#define MAXPRI 127
#define PRIMASK 0x0ff
#define PCATCH 0x100 /* a signal ends the sleep */
#define PTTYBLOCK 0x200
#define PDROP 0x400 /* do not take the mutex again */
#define PSPIN 0x800

/* Bits in an integer, and in an array of bytes. */
#define SET(t, f) (t) |= (f)
#define CLR(t, f) (t) &= ~(f)
#define ISSET(t, f) ((t) & (f))
#define setbit(a, i) (((char *)(a))[(i) / NBBY] |= 1 << ((i) % NBBY))
#define clrbit(a, i) (((char *)(a))[(i) / NBBY] &= ~(1 << ((i) % NBBY)))
#define isset(a, i) (((char *)(a))[(i) / NBBY] & (1 << ((i) % NBBY)))
#define isclr(a, i) ((((char *)(a))[(i) / NBBY] & (1 << ((i) % NBBY))) == 0)

#ifndef howmany
#define howmany(x, y) ((((x) % (y)) == 0) ? ((x) / (y)) : (((x) / (y)) + 1))
#endif
#define roundup(x, y) ((((x) % (y)) == 0) ? (x) : ((x) + ((y) - ((x) % (y)))))
#define rounddown(x, y) (((x) / (y)) * (y))
#define powerof2(x) ((((x)-1) & (x)) == 0)
#ifndef MIN
#define MIN(a, b) (((a) < (b)) ? (a) : (b))
#endif
#ifndef MAX
#define MAX(a, b) (((a) > (b)) ? (a) : (b))
#endif
#define nitems(array) (sizeof(array) / sizeof((array)[0]))

#define FSHIFT 11
#define FSCALE (1 << FSHIFT)

#endif /* _SYS_PARAM_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Trace points: they compile to nothing.
 */
#ifndef BSD_SYS_KDEBUG_H
#define BSD_SYS_KDEBUG_H

#include <sys/appleapiopts.h>
#include <sys/cdefs.h>

#define DBG_FUNC_START 1
#define DBG_FUNC_END 2
#define DBG_FUNC_NONE 0
#define DBG_MACH 1
#define DBG_NETWORK 2
#define DBG_FSYSTEM 3
#define DBG_BSD 4
#define DBG_IOKIT 5
#define DBG_NETTCP 4
#define DBG_NETUDP 5
#define DBG_NETSOCK 12
#define DBG_FSRW 1
#define DBG_DKRW 2
#define DBG_FSVN 3
#define DBG_FSLOOKUP 4
#define KDBG_CODE(class_, subclass, code) \
  ((((class_)&0xff) << 24) | (((subclass)&0xff) << 16) | (((code)&0x3fff) << 2))
#define NETDBG_CODE(subclass, code) KDBG_CODE(DBG_NETWORK, subclass, code)
#define FSDBG_CODE(subclass, code) KDBG_CODE(DBG_FSYSTEM, subclass, code)
#define KERNEL_DEBUG(...) do { } while (0)
#define KERNEL_DEBUG_CONSTANT(...) do { } while (0)
#define KERNEL_DEBUG_CONSTANT_IST(...) do { } while (0)
#define KDBG(...) do { } while (0)
#define KDBG_RELEASE(...) do { } while (0)

#endif /* BSD_SYS_KDEBUG_H */

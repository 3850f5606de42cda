/* SPDX-License-Identifier: Apache-2.0
 *
 * How an ioctl request encodes direction, argument length, group and number.
 */
#ifndef _SYS_IOCCOM_H_
#define _SYS_IOCCOM_H_

#include <sys/types.h>

#define IOCPARM_MASK 0x1fff
#define IOCPARM_LEN(request) (((request) >> 16) & IOCPARM_MASK)
#define IOCBASECMD(request) ((request) & ~(IOCPARM_MASK << 16))
#define IOCGROUP(request) (((request) >> 8) & 0xff)
#define IOCPARM_MAX (IOCPARM_MASK + 1)

#define IOC_VOID ((__uint32_t)0x20000000)
#define IOC_OUT ((__uint32_t)0x40000000)
#define IOC_IN ((__uint32_t)0x80000000)
#define IOC_INOUT (IOC_IN | IOC_OUT)
#define IOC_DIRMASK ((__uint32_t)0xe0000000)

#define _IOC(direction, group, number, length) \
  (direction | ((length & IOCPARM_MASK) << 16) | ((group) << 8) | (number))
#define _IO(group, number) _IOC(IOC_VOID, (group), (number), 0)
#define _IOR(group, number, type) _IOC(IOC_OUT, (group), (number), sizeof(type))
#define _IOW(group, number, type) _IOC(IOC_IN, (group), (number), sizeof(type))
#define _IOWR(group, number, type) _IOC(IOC_INOUT, (group), (number), sizeof(type))

#endif /* _SYS_IOCCOM_H_ */

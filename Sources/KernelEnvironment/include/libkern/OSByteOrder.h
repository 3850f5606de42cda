/* SPDX-License-Identifier: Apache-2.0
 *
 * Byte order by value and in memory.
 */
#ifndef _OS_OSBYTEORDER_H
#define _OS_OSBYTEORDER_H

#include <machine/types.h>
#include <machine/endian.h>

#define OSSwapInt16(x) ((__uint16_t)__builtin_bswap16((__uint16_t)(x)))
#define OSSwapInt32(x) ((__uint32_t)__builtin_bswap32((__uint32_t)(x)))
#define OSSwapInt64(x) ((__uint64_t)__builtin_bswap64((__uint64_t)(x)))
#define _OSSwapInt16(x) OSSwapInt16(x)
#define _OSSwapInt32(x) OSSwapInt32(x)
#define _OSSwapInt64(x) OSSwapInt64(x)
#define __DARWIN_OSSwapInt16(x) OSSwapInt16(x)
#define __DARWIN_OSSwapInt32(x) OSSwapInt32(x)
#define __DARWIN_OSSwapInt64(x) OSSwapInt64(x)
#define OSSwapConstInt16(x) OSSwapInt16(x)
#define OSSwapConstInt32(x) OSSwapInt32(x)
#define OSSwapConstInt64(x) OSSwapInt64(x)

#define OSSwapHostToBigInt16(x) htons(x)
#define OSSwapHostToBigInt32(x) htonl(x)
#define OSSwapHostToBigInt64(x) htonll(x)
#define OSSwapBigToHostInt16(x) ntohs(x)
#define OSSwapBigToHostInt32(x) ntohl(x)
#define OSSwapBigToHostInt64(x) ntohll(x)
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define OSSwapHostToLittleInt16(x) ((__uint16_t)(x))
#define OSSwapHostToLittleInt32(x) ((__uint32_t)(x))
#define OSSwapHostToLittleInt64(x) ((__uint64_t)(x))
#else
#define OSSwapHostToLittleInt16(x) OSSwapInt16(x)
#define OSSwapHostToLittleInt32(x) OSSwapInt32(x)
#define OSSwapHostToLittleInt64(x) OSSwapInt64(x)
#endif
#define OSSwapLittleToHostInt16(x) OSSwapHostToLittleInt16(x)
#define OSSwapLittleToHostInt32(x) OSSwapHostToLittleInt32(x)
#define OSSwapLittleToHostInt64(x) OSSwapHostToLittleInt64(x)
#define OSSwapHostToBigConstInt16(x) OSSwapHostToBigInt16(x)
#define OSSwapHostToBigConstInt32(x) OSSwapHostToBigInt32(x)
#define OSSwapHostToBigConstInt64(x) OSSwapHostToBigInt64(x)
#define OSSwapBigToHostConstInt16(x) OSSwapBigToHostInt16(x)
#define OSSwapBigToHostConstInt32(x) OSSwapBigToHostInt32(x)
#define OSSwapHostToLittleConstInt16(x) OSSwapHostToLittleInt16(x)
#define OSSwapHostToLittleConstInt32(x) OSSwapHostToLittleInt32(x)
#define OSSwapHostToLittleConstInt64(x) OSSwapHostToLittleInt64(x)
#define OSSwapLittleToHostConstInt16(x) OSSwapLittleToHostInt16(x)
#define OSSwapLittleToHostConstInt32(x) OSSwapLittleToHostInt32(x)
#define OSSwapLittleToHostConstInt64(x) OSSwapLittleToHostInt64(x)

typedef __uint16_t __attribute__((__may_alias__, __aligned__(1))) __kface_any16;
typedef __uint32_t __attribute__((__may_alias__, __aligned__(1))) __kface_any32;
typedef __uint64_t __attribute__((__may_alias__, __aligned__(1))) __kface_any64;
#define __KF_MEM(bits, base, offset) \
  (*(volatile __kface_any##bits *)((__UINTPTR_TYPE__)(base) + (__UINTPTR_TYPE__)(offset)))
#define OSReadBigInt16(base, offset) OSSwapBigToHostInt16(__KF_MEM(16, base, offset))
#define OSReadBigInt32(base, offset) OSSwapBigToHostInt32(__KF_MEM(32, base, offset))
#define OSReadBigInt64(base, offset) OSSwapBigToHostInt64(__KF_MEM(64, base, offset))
#define OSReadBigInt(base, offset) OSReadBigInt32(base, offset)
#define OSReadLittleInt16(base, offset) OSSwapLittleToHostInt16(__KF_MEM(16, base, offset))
#define OSReadLittleInt32(base, offset) OSSwapLittleToHostInt32(__KF_MEM(32, base, offset))
#define OSReadLittleInt64(base, offset) OSSwapLittleToHostInt64(__KF_MEM(64, base, offset))
#define OSReadLittleInt(base, offset) OSReadLittleInt32(base, offset)
#define OSWriteBigInt16(base, offset, data) \
  (__KF_MEM(16, base, offset) = OSSwapHostToBigInt16(data))
#define OSWriteBigInt32(base, offset, data) \
  (__KF_MEM(32, base, offset) = OSSwapHostToBigInt32(data))
#define OSWriteBigInt64(base, offset, data) \
  (__KF_MEM(64, base, offset) = OSSwapHostToBigInt64(data))
#define OSWriteLittleInt16(base, offset, data) \
  (__KF_MEM(16, base, offset) = OSSwapHostToLittleInt16(data))
#define OSWriteLittleInt32(base, offset, data) \
  (__KF_MEM(32, base, offset) = OSSwapHostToLittleInt32(data))
#define OSWriteLittleInt64(base, offset, data) \
  (__KF_MEM(64, base, offset) = OSSwapHostToLittleInt64(data))

enum { OSUnknownByteOrder, OSLittleEndian, OSBigEndian };
static inline int OSHostByteOrder(void) {
  return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? OSLittleEndian : OSBigEndian;
}

#endif /* _OS_OSBYTEORDER_H */

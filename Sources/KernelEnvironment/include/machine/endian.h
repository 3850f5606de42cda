/* SPDX-License-Identifier: Apache-2.0
 *
 * Byte order of the machine, and the network's.
 */
#ifndef _MACHINE_ENDIAN_H_
#define _MACHINE_ENDIAN_H_

#include <sys/cdefs.h>
#include <machine/types.h>

#define LITTLE_ENDIAN __DARWIN_LITTLE_ENDIAN
#define BIG_ENDIAN __DARWIN_BIG_ENDIAN
#define PDP_ENDIAN __DARWIN_PDP_ENDIAN
#define BYTE_ORDER __DARWIN_BYTE_ORDER
#define _LITTLE_ENDIAN LITTLE_ENDIAN
#define _BIG_ENDIAN BIG_ENDIAN
#define _BYTE_ORDER BYTE_ORDER
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#ifndef __LITTLE_ENDIAN__
#define __LITTLE_ENDIAN__ 1
#endif
#define __KF_HOST_TO_BIG16(v) __builtin_bswap16(v)
#define __KF_HOST_TO_BIG32(v) __builtin_bswap32(v)
#define __KF_HOST_TO_BIG64(v) __builtin_bswap64(v)
#else
#ifndef __BIG_ENDIAN__
#define __BIG_ENDIAN__ 1
#endif
#define __KF_HOST_TO_BIG16(v) (v)
#define __KF_HOST_TO_BIG32(v) (v)
#define __KF_HOST_TO_BIG64(v) (v)
#endif

#define ntohs(v) ((__uint16_t)__KF_HOST_TO_BIG16((__uint16_t)(v)))
#define htons(v) ((__uint16_t)__KF_HOST_TO_BIG16((__uint16_t)(v)))
#define ntohl(v) ((__uint32_t)__KF_HOST_TO_BIG32((__uint32_t)(v)))
#define htonl(v) ((__uint32_t)__KF_HOST_TO_BIG32((__uint32_t)(v)))
#define ntohll(v) ((__uint64_t)__KF_HOST_TO_BIG64((__uint64_t)(v)))
#define htonll(v) ((__uint64_t)__KF_HOST_TO_BIG64((__uint64_t)(v)))
#define NTOHL(v) (v) = ntohl((__uint32_t)(v))
#define NTOHS(v) (v) = ntohs((__uint16_t)(v))
#define NTOHLL(v) (v) = ntohll((__uint64_t)(v))
#define HTONL(v) (v) = htonl((__uint32_t)(v))
#define HTONS(v) (v) = htons((__uint16_t)(v))
#define HTONLL(v) (v) = htonll((__uint64_t)(v))

#endif /* _MACHINE_ENDIAN_H_ */

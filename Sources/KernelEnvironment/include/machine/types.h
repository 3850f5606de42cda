/* SPDX-License-Identifier: Apache-2.0
 *
 * The machine's basic types under Darwin's names: 64-bit quantities are `long long`.
 */
#ifndef _MACHINE_TYPES_H_
#define _MACHINE_TYPES_H_

#include <sys/cdefs.h>

typedef signed char __int8_t;
typedef unsigned char __uint8_t;
typedef short __int16_t;
typedef unsigned short __uint16_t;
typedef int __int32_t;
typedef unsigned int __uint32_t;
typedef long long __int64_t;
typedef unsigned long long __uint64_t;

typedef __int8_t int8_t;
typedef __int16_t int16_t;
typedef __int32_t int32_t;
typedef __int64_t int64_t;
typedef __uint8_t uint8_t;
typedef __uint16_t uint16_t;
typedef __uint32_t uint32_t;
typedef __uint64_t uint64_t;
typedef unsigned char u_int8_t;
typedef unsigned short u_int16_t;
typedef unsigned int u_int32_t;
typedef unsigned long long u_int64_t;
typedef int64_t register_t;

typedef __SIZE_TYPE__ size_t;
typedef long ssize_t;
typedef long intptr_t;
typedef unsigned long uintptr_t;

typedef size_t __darwin_size_t;
typedef ssize_t __darwin_ssize_t;
typedef intptr_t __darwin_intptr_t;
typedef unsigned int __darwin_natural_t;
typedef __builtin_va_list __darwin_va_list;
typedef __uint32_t __darwin_socklen_t;
typedef __uint32_t __darwin_uid_t;
typedef __uint32_t __darwin_gid_t;
typedef __uint32_t __darwin_id_t;
typedef __int32_t __darwin_pid_t;
typedef __int32_t __darwin_dev_t;
typedef __int32_t __darwin_suseconds_t;
typedef __int64_t __darwin_off_t;
typedef __int64_t __darwin_blkcnt_t;
typedef __int32_t __darwin_blksize_t;
typedef __uint16_t __darwin_mode_t;
typedef __uint64_t __darwin_ino64_t;
typedef __uint32_t __darwin_ino_t; /* the kernel's own; programs have 64 bits */
typedef long __darwin_time_t;
typedef __uint32_t __darwin_sigset_t;
typedef unsigned long __darwin_clock_t;
typedef unsigned char __darwin_uuid_t[16];

/* Addresses of the other side of a copy: 64 bits whatever the process is. */
typedef u_int64_t user_addr_t;
typedef u_int64_t user_size_t;
typedef int64_t user_ssize_t;
typedef int64_t user_long_t;
typedef u_int64_t user_ulong_t;
typedef int64_t user_time_t;
typedef int64_t user_off_t;
typedef u_int32_t user32_addr_t;
typedef u_int32_t user32_size_t;
typedef int32_t user32_ssize_t;
typedef int32_t user32_long_t;
typedef u_int32_t user32_ulong_t;
typedef int32_t user32_time_t;
typedef u_int64_t user64_addr_t;
typedef u_int64_t user64_size_t;
typedef int64_t user64_ssize_t;
typedef int64_t user64_long_t;
typedef u_int64_t user64_ulong_t;
typedef int64_t user64_time_t;
typedef u_int64_t syscall_arg_t;

#define USER_ADDR_NULL ((user_addr_t)0)
#define CAST_USER_ADDR_T(value) ((user_addr_t)((uintptr_t)(value)))
#define CAST_DOWN(type, value) ((type)((uintptr_t)(value)))
#define CAST_DOWN_EXPLICIT(type, value) ((type)((uintptr_t)(value)))

#ifndef NULL
#ifdef __cplusplus
#define NULL __null
#else
#define NULL ((void *)0)
#endif
#endif

#endif /* _MACHINE_TYPES_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Atomic operations. All answer the value before the operation, except the compare-and-swaps. They
 * are macros over the compiler's atomics and accept a pointer to any integer of the right size.
 */
#ifndef _OS_OSATOMIC_H
#define _OS_OSATOMIC_H

#include <libkern/OSBase.h>
#include <libkern/OSTypes.h>

/* The integer of type `as` behind a pointer of any type, without breaking aliasing rules. */
#define __KF_AT(as, address) \
  ((volatile __kface_alias_##as *)(__UINTPTR_TYPE__)(const volatile void *)(address))
typedef SInt8 __attribute__((__may_alias__)) __kface_alias_SInt8;
typedef UInt8 __attribute__((__may_alias__)) __kface_alias_UInt8;
typedef SInt16 __attribute__((__may_alias__)) __kface_alias_SInt16;
typedef UInt16 __attribute__((__may_alias__)) __kface_alias_UInt16;
typedef SInt32 __attribute__((__may_alias__)) __kface_alias_SInt32;
typedef UInt32 __attribute__((__may_alias__)) __kface_alias_UInt32;
typedef SInt64 __attribute__((__may_alias__)) __kface_alias_SInt64;
typedef UInt64 __attribute__((__may_alias__)) __kface_alias_UInt64;

#define __KF_ADD(as, amount, address) \
  ((as)__atomic_fetch_add(__KF_AT(as, address), (as)(amount), __ATOMIC_SEQ_CST))
#define __KF_OR(as, mask, address) \
  ((as)__atomic_fetch_or(__KF_AT(as, address), (as)(mask), __ATOMIC_SEQ_CST))
#define __KF_AND(as, mask, address) \
  ((as)__atomic_fetch_and(__KF_AT(as, address), (as)(mask), __ATOMIC_SEQ_CST))
#define __KF_XOR(as, mask, address) \
  ((as)__atomic_fetch_xor(__KF_AT(as, address), (as)(mask), __ATOMIC_SEQ_CST))

#define OSAddAtomic64(amount, address) __KF_ADD(SInt64, amount, address)
#define OSIncrementAtomic64(address) __KF_ADD(SInt64, 1, address)
#define OSDecrementAtomic64(address) __KF_ADD(SInt64, -1, address)
#define OSAddAtomic(amount, address) __KF_ADD(SInt32, amount, address)
#define OSIncrementAtomic(address) __KF_ADD(SInt32, 1, address)
#define OSDecrementAtomic(address) __KF_ADD(SInt32, -1, address)
#define OSAddAtomicLong(amount, address) ((long)__KF_ADD(SInt64, amount, address))
#define OSIncrementAtomicLong(address) ((long)__KF_ADD(SInt64, 1, address))
#define OSDecrementAtomicLong(address) ((long)__KF_ADD(SInt64, -1, address))
#define OSAddAtomic16(amount, address) __KF_ADD(SInt16, amount, address)
#define OSIncrementAtomic16(address) __KF_ADD(SInt16, 1, address)
#define OSDecrementAtomic16(address) __KF_ADD(SInt16, -1, address)
#define OSAddAtomic8(amount, address) __KF_ADD(SInt8, amount, address)
#define OSIncrementAtomic8(address) __KF_ADD(SInt8, 1, address)
#define OSDecrementAtomic8(address) __KF_ADD(SInt8, -1, address)
#define OSBitOrAtomic(mask, address) __KF_OR(UInt32, mask, address)
#define OSBitAndAtomic(mask, address) __KF_AND(UInt32, mask, address)
#define OSBitXorAtomic(mask, address) __KF_XOR(UInt32, mask, address)
#define OSBitOrAtomic16(mask, address) __KF_OR(UInt16, mask, address)
#define OSBitAndAtomic16(mask, address) __KF_AND(UInt16, mask, address)
#define OSBitXorAtomic16(mask, address) __KF_XOR(UInt16, mask, address)
#define OSBitOrAtomic8(mask, address) __KF_OR(UInt8, mask, address)
#define OSBitAndAtomic8(mask, address) __KF_AND(UInt8, mask, address)

static inline Boolean __kface_swap32(UInt32 old_value, UInt32 new_value, volatile void *address) {
  return __atomic_compare_exchange_n((volatile __kface_alias_UInt32 *)address, &old_value,
                                     new_value, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}
static inline Boolean __kface_swap64(UInt64 old_value, UInt64 new_value, volatile void *address) {
  return __atomic_compare_exchange_n((volatile __kface_alias_UInt64 *)address, &old_value,
                                     new_value, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}
static inline Boolean __kface_swap16(UInt16 old_value, UInt16 new_value, volatile void *address) {
  return __atomic_compare_exchange_n((volatile __kface_alias_UInt16 *)address, &old_value,
                                     new_value, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}
#define OSCompareAndSwap(old_value, new_value, address) \
  __kface_swap32((UInt32)(old_value), (UInt32)(new_value), (volatile void *)(address))
#define OSCompareAndSwap64(old_value, new_value, address) \
  __kface_swap64((UInt64)(old_value), (UInt64)(new_value), (volatile void *)(address))
#define OSCompareAndSwap16(old_value, new_value, address) \
  __kface_swap16((UInt16)(old_value), (UInt16)(new_value), (volatile void *)(address))
#define OSCompareAndSwapPtr(old_value, new_value, address)                              \
  __kface_swap64((UInt64)(__UINTPTR_TYPE__)(old_value), (UInt64)(__UINTPTR_TYPE__)(new_value), \
                 (volatile void *)(address))

/* Bit 0 is the most significant bit of the first byte. Answers whether the bit was set before. */
static inline Boolean __kface_test_bit(UInt32 bit, volatile UInt8 *base, int set) {
  UInt8 mask = (UInt8)(0x80 >> (bit & 7));
  volatile UInt8 *at = base + (bit >> 3);
  UInt8 was = set ? __atomic_fetch_or(at, mask, __ATOMIC_SEQ_CST)
                  : __atomic_fetch_and(at, (UInt8)~mask, __ATOMIC_SEQ_CST);
  return (was & mask) != 0;
}
#define OSTestAndSet(bit, address) __kface_test_bit((bit), (volatile UInt8 *)(address), 1)
#define OSTestAndClear(bit, address) (!__kface_test_bit((bit), (volatile UInt8 *)(address), 0))

#define OSSynchronizeIO() __atomic_thread_fence(__ATOMIC_SEQ_CST)
#define OSMemoryBarrier() __atomic_thread_fence(__ATOMIC_SEQ_CST)
#define OSSpinLockInit 0
typedef SInt32 OSSpinLock;

#endif /* _OS_OSATOMIC_H */

/* SPDX-License-Identifier: Apache-2.0
 *
 * The language's atomics (C11 7.17), over the compilers' builtins. C only, as `_Atomic` is.
 */
#ifndef _KFACE_STDATOMIC_H_
#define _KFACE_STDATOMIC_H_

#ifndef __cplusplus

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
  memory_order_relaxed = __ATOMIC_RELAXED,
  memory_order_consume = __ATOMIC_CONSUME,
  memory_order_acquire = __ATOMIC_ACQUIRE,
  memory_order_release = __ATOMIC_RELEASE,
  memory_order_acq_rel = __ATOMIC_ACQ_REL,
  memory_order_seq_cst = __ATOMIC_SEQ_CST
} memory_order;

typedef _Atomic(bool) atomic_bool;
typedef _Atomic(char) atomic_char;
typedef _Atomic(short) atomic_short;
typedef _Atomic(unsigned short) atomic_ushort;
typedef _Atomic(int) atomic_int;
typedef _Atomic(unsigned int) atomic_uint;
typedef _Atomic(long) atomic_long;
typedef _Atomic(unsigned long) atomic_ulong;
typedef _Atomic(long long) atomic_llong;
typedef _Atomic(unsigned long long) atomic_ullong;
typedef _Atomic(uintptr_t) atomic_uintptr_t;
typedef _Atomic(size_t) atomic_size_t;
typedef struct atomic_flag {
  bool __value;
} atomic_flag;

#define ATOMIC_VAR_INIT(value) (value)
#define ATOMIC_FLAG_INIT {0}
#define atomic_thread_fence(order) __atomic_thread_fence(order)
#define atomic_signal_fence(order) __atomic_signal_fence(order)
#define atomic_flag_test_and_set_explicit(flag, order) \
  __atomic_test_and_set(&(flag)->__value, (order))
#define atomic_flag_clear_explicit(flag, order) __atomic_clear(&(flag)->__value, (order))

#ifdef __clang__
#define atomic_init(object, value) __c11_atomic_init((object), (value))
#define atomic_load_explicit(object, order) __c11_atomic_load((object), (order))
#define atomic_store_explicit(object, value, order) __c11_atomic_store((object), (value), (order))
#define atomic_exchange_explicit(object, value, order) \
  __c11_atomic_exchange((object), (value), (order))
#define atomic_compare_exchange_strong_explicit(object, expected, value, success, failure) \
  __c11_atomic_compare_exchange_strong((object), (expected), (value), (success), (failure))
#define atomic_compare_exchange_weak_explicit(object, expected, value, success, failure) \
  __c11_atomic_compare_exchange_weak((object), (expected), (value), (success), (failure))
#define atomic_fetch_add_explicit(object, value, order) \
  __c11_atomic_fetch_add((object), (value), (order))
#define atomic_fetch_sub_explicit(object, value, order) \
  __c11_atomic_fetch_sub((object), (value), (order))
#define atomic_fetch_or_explicit(object, value, order) \
  __c11_atomic_fetch_or((object), (value), (order))
#define atomic_fetch_and_explicit(object, value, order) \
  __c11_atomic_fetch_and((object), (value), (order))
#define atomic_fetch_xor_explicit(object, value, order) \
  __c11_atomic_fetch_xor((object), (value), (order))
#else
#define atomic_init(object, value) atomic_store_explicit((object), (value), __ATOMIC_RELAXED)
#define atomic_load_explicit(object, order)                    \
  __extension__({                                              \
    __auto_type kf_object = (object);                          \
    __typeof__((void)0, *kf_object) kf_value;                  \
    __atomic_load(kf_object, &kf_value, (order));              \
    kf_value;                                                  \
  })
#define atomic_store_explicit(object, value, order)            \
  __extension__({                                              \
    __auto_type kf_object = (object);                          \
    __typeof__((void)0, *kf_object) kf_value = (value);        \
    __atomic_store(kf_object, &kf_value, (order));             \
  })
#define atomic_exchange_explicit(object, value, order)         \
  __extension__({                                              \
    __auto_type kf_object = (object);                          \
    __typeof__((void)0, *kf_object) kf_value = (value), kf_old; \
    __atomic_exchange(kf_object, &kf_value, &kf_old, (order)); \
    kf_old;                                                    \
  })
#define atomic_compare_exchange_strong_explicit(object, expected, value, success, failure) \
  __extension__({                                                                          \
    __auto_type kf_object = (object);                                                      \
    __typeof__((void)0, *kf_object) kf_value = (value);                                    \
    __atomic_compare_exchange(kf_object, (expected), &kf_value, 0, (success), (failure));  \
  })
#define atomic_compare_exchange_weak_explicit(object, expected, value, success, failure) \
  __extension__({                                                                        \
    __auto_type kf_object = (object);                                                    \
    __typeof__((void)0, *kf_object) kf_value = (value);                                  \
    __atomic_compare_exchange(kf_object, (expected), &kf_value, 1, (success), (failure)); \
  })
#define atomic_fetch_add_explicit(object, value, order) \
  __atomic_fetch_add((object), (value), (order))
#define atomic_fetch_sub_explicit(object, value, order) \
  __atomic_fetch_sub((object), (value), (order))
#define atomic_fetch_or_explicit(object, value, order) __atomic_fetch_or((object), (value), (order))
#define atomic_fetch_and_explicit(object, value, order) \
  __atomic_fetch_and((object), (value), (order))
#define atomic_fetch_xor_explicit(object, value, order) \
  __atomic_fetch_xor((object), (value), (order))
#endif

#define atomic_load(object) atomic_load_explicit((object), __ATOMIC_SEQ_CST)
#define atomic_store(object, value) atomic_store_explicit((object), (value), __ATOMIC_SEQ_CST)
#define atomic_exchange(object, value) \
  atomic_exchange_explicit((object), (value), __ATOMIC_SEQ_CST)
#define atomic_compare_exchange_strong(object, expected, value)                            \
  atomic_compare_exchange_strong_explicit((object), (expected), (value), __ATOMIC_SEQ_CST, \
                                          __ATOMIC_SEQ_CST)
#define atomic_compare_exchange_weak(object, expected, value)                            \
  atomic_compare_exchange_weak_explicit((object), (expected), (value), __ATOMIC_SEQ_CST, \
                                        __ATOMIC_SEQ_CST)
#define atomic_fetch_add(object, value) \
  atomic_fetch_add_explicit((object), (value), __ATOMIC_SEQ_CST)
#define atomic_fetch_sub(object, value) \
  atomic_fetch_sub_explicit((object), (value), __ATOMIC_SEQ_CST)
#define atomic_fetch_or(object, value) \
  atomic_fetch_or_explicit((object), (value), __ATOMIC_SEQ_CST)
#define atomic_fetch_and(object, value) \
  atomic_fetch_and_explicit((object), (value), __ATOMIC_SEQ_CST)
#define atomic_fetch_xor(object, value) \
  atomic_fetch_xor_explicit((object), (value), __ATOMIC_SEQ_CST)
#define atomic_flag_test_and_set(flag) \
  atomic_flag_test_and_set_explicit((flag), __ATOMIC_SEQ_CST)
#define atomic_flag_clear(flag) atomic_flag_clear_explicit((flag), __ATOMIC_SEQ_CST)

#endif /* __cplusplus */

#endif /* _KFACE_STDATOMIC_H_ */

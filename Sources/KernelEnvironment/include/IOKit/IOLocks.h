/* SPDX-License-Identifier: Apache-2.0
 *
 * IOKit's locks: the kernel's, under other names, and a recursive one.
 */
#ifndef __IOKIT_IOLOCKS_H
#define __IOKIT_IOLOCKS_H

#include <sys/appleapiopts.h>
#include <stdbool.h>
#include <IOKit/IOTypes.h>
#include <kern/locks.h>
#include <kern/sched_prim.h>

__BEGIN_DECLS

typedef lck_mtx_t IOLock;
typedef lck_rw_t IORWLock;
typedef lck_spin_t IOSimpleLock;
typedef struct _IORecursiveLock IORecursiveLock;
typedef long IOInterruptState;
typedef enum { kIOLockStateUnlocked = 0, kIOLockStateLocked = 1 } IOLockState;
#define IOLOCK_TRY 0
enum { kIOLockAssertOwned = LCK_ASSERT_OWNED, kIOLockAssertNotOwned = LCK_ASSERT_NOTOWNED };
#define IOLockAssert(lock, type) lck_mtx_assert((lock), (unsigned int)(type))

IOLock *IOLockAlloc(void) KF(IOLockAlloc);
void IOLockFree(IOLock *lock) KF(IOLockFree);
lck_mtx_t *IOLockGetMachLock(IOLock *lock) KF(IOLockGetMachLock);
void IOLockLock(IOLock *lock) KF(lck_mtx_lock);
boolean_t IOLockTryLock(IOLock *lock) KF(lck_mtx_try_lock);
void IOLockUnlock(IOLock *lock) KF(lck_mtx_unlock);
int IOLockSleep(IOLock *lock, void *event, UInt32 interType) KF(IOLockSleep);
int IOLockSleepDeadline(IOLock *lock, void *event, AbsoluteTime deadline, UInt32 interType)
  KF(IOLockSleepDeadline);
void IOLockWakeup(IOLock *lock, void *event, bool oneThread) KF(IOLockWakeup);

IORecursiveLock *IORecursiveLockAlloc(void) KF(IORecursiveLockAlloc);
void IORecursiveLockFree(IORecursiveLock *lock) KF(IORecursiveLockFree);
void IORecursiveLockLock(IORecursiveLock *lock) KF(IORecursiveLockLock);
boolean_t IORecursiveLockTryLock(IORecursiveLock *lock) KF(IORecursiveLockTryLock);
void IORecursiveLockUnlock(IORecursiveLock *lock) KF(IORecursiveLockUnlock);
boolean_t IORecursiveLockHaveLock(const IORecursiveLock *lock) KF(IORecursiveLockHaveLock);
int IORecursiveLockSleep(IORecursiveLock *lock, void *event, UInt32 interType)
  KF(IORecursiveLockSleep);
int IORecursiveLockSleepDeadline(IORecursiveLock *lock, void *event, AbsoluteTime deadline,
                                 UInt32 interType) KF(IORecursiveLockSleepDeadline);
void IORecursiveLockWakeup(IORecursiveLock *lock, void *event, bool oneThread)
  KF(IORecursiveLockWakeup);

IORWLock *IORWLockAlloc(void) KF(IORWLockAlloc);
void IORWLockFree(IORWLock *lock) KF(IORWLockFree);
void IORWLockRead(IORWLock *lock) KF(lck_rw_lock_shared);
void IORWLockWrite(IORWLock *lock) KF(lck_rw_lock_exclusive);
void IORWLockUnlock(IORWLock *lock) KF(lck_rw_done);

IOSimpleLock *IOSimpleLockAlloc(void) KF(IOSimpleLockAlloc);
void IOSimpleLockFree(IOSimpleLock *lock) KF(IOSimpleLockFree);
void IOSimpleLockInit(IOSimpleLock *lock) KF(IOSimpleLockInit);
void IOSimpleLockLock(IOSimpleLock *lock) KF(lck_spin_lock);
boolean_t IOSimpleLockTryLock(IOSimpleLock *lock) KF(lck_spin_try_lock);
void IOSimpleLockUnlock(IOSimpleLock *lock) KF(lck_spin_unlock);
static inline IOInterruptState IOSimpleLockLockDisableInterrupt(IOSimpleLock *lock) {
  IOSimpleLockLock(lock);
  return 0;
}
static inline void IOSimpleLockUnlockEnableInterrupt(IOSimpleLock *lock, IOInterruptState state) {
  (void)state;
  IOSimpleLockUnlock(lock);
}

__END_DECLS

#endif /* __IOKIT_IOLOCKS_H */

/* SPDX-License-Identifier: Apache-2.0
 *
 * What every kernel source may use: sleeping, callouts, copying, printing, panic.
 */
#ifndef _SYS_SYSTM_H_
#define _SYS_SYSTM_H_

#include <sys/appleapiopts.h>
#include <sys/cdefs.h>
#include <sys/types.h>
#include <sys/time.h>
#include <sys/vm.h>
#include <stdarg.h>
#include <sys/ioctl.h>
#include <sys/malloc.h>
#include <sys/proc.h>
#include <sys/errno.h>
#include <kern/thread.h>
#include <kern/clock.h>
#include <kern/locks.h>
#include <kern/debug.h>
#include <kern/assert.h>
#include <kern/kalloc.h>
#include <libkern/libkern.h>

#define KASSERT(expression, message)            \
  do {                                          \
    if (__improbable(!(expression))) panic message; \
  } while (0)
#define DIAGNOSTIC_ASSERT(expression) assert(expression)

typedef void (*timeout_fcn_t)(void *argument);

__BEGIN_DECLS

extern int hz KF(hz);
extern int securelevel KF(securelevel);
extern const char copyright[] KF(copyright);
extern int nchrdev KF(nchrdev);
extern struct vnode *rootvp KF(rootvp);
extern struct vnode *rootvnode KF(rootvnode);
extern dev_t rootdev KF(rootdev);
extern char hostname[] KF(hostname);

extern int desiredvnodes KF(desiredvnodes);
/* Freed with _FREE, by the same type. */
void *hashinit(int count, int type, u_long *mask) KF(hashinit);

int nullop(void) KF(nullop);
int nulldev(void) KF(nullop);
int enosys(void) KF(enosys);
int enodev(void) KF(enodev);
void enodev_strat(void) KF(enodev_strat);
int errsys(void) KF(enosys);

/* `interval` in ticks of 1/hz seconds, 0 without limit. EWOULDBLOCK when it has passed. */
int tsleep(void *channel, int priority, const char *message, int interval) KF(tsleep);
int tsleep0(void *channel, int priority, const char *message, int interval,
            int (*continuation)(int)) KF(tsleep0);
int tsleep1(void *channel, int priority, const char *message, u_int64_t deadline,
            int (*continuation)(int)) KF(tsleep1);
int msleep(void *channel, lck_mtx_t *mutex, int priority, const char *message,
           struct timespec *interval) KF(msleep);
int msleep0(void *channel, lck_mtx_t *mutex, int priority, const char *message, int interval,
            int (*continuation)(int)) KF(msleep0);
int msleep1(void *channel, lck_mtx_t *mutex, int priority, const char *message,
            u_int64_t deadline) KF(msleep1);
int sleep(void *channel, int priority) KF(sleep);
void wakeup(void *channel) KF(wakeup);
void wakeup_one(caddr_t channel) KF(wakeup_one);
void unsleep(struct proc *process) KF(unsleep);

void timeout(timeout_fcn_t function, void *argument, int ticks) KF(timeout);
void untimeout(timeout_fcn_t function, void *argument) KF(untimeout);
void bsd_timeout(timeout_fcn_t function, void *argument, struct timespec *interval)
  KF(bsd_timeout);
void bsd_untimeout(timeout_fcn_t function, void *argument) KF(bsd_untimeout);
int hzto(struct timeval *when) KF(hzto);

int copyin(const user_addr_t from, void *to, size_t length) KF(copyin);
int copyout(const void *from, user_addr_t to, size_t length) KF(copyout);
int copyinstr(const user_addr_t from, void *to, size_t room, size_t *done) KF(copyinstr);
int copyoutstr(const void *from, user_addr_t to, size_t room, size_t *done) KF(copyoutstr);
int copywithin(void *from, void *to, size_t length) KF(copywithin);
int subyte(user_addr_t to, int value) KF(subyte);
int fubyte(user_addr_t from) KF(fubyte);
int useracc(user_addr_t base, user_size_t length, int protection) KF(useracc);

void log(int level, const char *format, ...) KF(log) __printflike(2, 3);
void addlog(const char *format, ...) KF(printf) __printflike(1, 2);
void uprintf(const char *format, ...) KF(uprintf) __printflike(1, 2);
void ttyprintf(void *tty, const char *format, ...) KF(ttyprintf) __printflike(2, 3);
void vlog(int level, const char *format, va_list arguments) KF(vlog) __printflike(2, 0);

void read_random(void *buffer, u_int length) KF(read_random);
void get_procrustime(time_value_t *value) KF(get_procrustime);
boolean_t is_suser(void) KF(is_suser);
boolean_t is_suser1(void) KF(is_suser);
int issignal(struct proc *process) KF(issignal);
void psignal(struct proc *process, int number) KF(psignal);
int nosys(void) KF(enosys);
void ovbcopy(const void *from, void *to, size_t length) KF(bcopy);
#define SPL int
static inline int splnet(void) { return 0; }
static inline int splimp(void) { return 0; }
static inline int splbio(void) { return 0; }
static inline int spltty(void) { return 0; }
static inline int splhigh(void) { return 0; }
static inline int splclock(void) { return 0; }
static inline int splsoftclock(void) { return 0; }
static inline int splsched(void) { return 0; }
static inline int spl0(void) { return 0; }
static inline void splx(int level) { (void)level; }
#undef SPL

__END_DECLS

#endif /* _SYS_SYSTM_H_ */

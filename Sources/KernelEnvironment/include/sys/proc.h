/* SPDX-License-Identifier: Apache-2.0
 *
 * Processes as opaque handles. There is one: the program itself, which is the kernel's, too.
 */
#ifndef _SYS_PROC_H_
#define _SYS_PROC_H_

#include <sys/appleapiopts.h>
#include <sys/cdefs.h>
#include <sys/select.h>
#include <sys/queue.h>
#include <sys/lock.h>
#include <sys/param.h>
#include <sys/event.h>
#include <sys/time.h>
#include <sys/kernel_types.h>
#include <kern/locks.h>
#include <mach/boolean.h>
#include <uuid/uuid.h>

#define SIDL 1
#define SRUN 2
#define SSLEEP 3
#define SSTOP 4
#define SZOMB 5

__BEGIN_DECLS
extern proc_t kernproc KF(kernproc);
proc_t current_proc(void) KF(current_proc);
proc_t proc_self(void) KF(proc_self);
proc_t proc_find(int pid) KF(proc_find);
int proc_rele(proc_t process) KF(proc_rele);
int proc_pid(proc_t process) KF(proc_pid);
int proc_ppid(proc_t process) KF(proc_ppid);
int proc_pgrpid(proc_t process) KF(proc_pgrpid);
int proc_selfpid(void) KF(proc_selfpid);
int proc_selfppid(void) KF(proc_selfppid);
void proc_name(int pid, char *text, int room) KF(proc_name);
void proc_selfname(char *text, int room) KF(proc_selfname);
const char *proc_best_name(proc_t process) KF(proc_best_name);
int proc_isinferior(int pid1, int pid2) KF(proc_isinferior);
int proc_exiting(proc_t process) KF(proc_exiting);
int proc_suser(proc_t process) KF(proc_suser);
int proc_is64bit(proc_t process) KF(proc_is64bit);
int proc_noremotehang(proc_t process) KF(proc_noremotehang);
int proc_forcequota(proc_t process) KF(proc_forcequota);
int proc_issignal(int pid, sigset_t mask) KF(proc_issignal);
int proc_pendingsignals(proc_t process, sigset_t mask) KF(proc_pendingsignals);
boolean_t current_thread_aborted(void) KF(current_thread_aborted);
void proc_signal(int pid, int number) KF(proc_signal);
int proc_isabortedsignal(proc_t process) KF(proc_isabortedsignal);
int proc_islaunchd(proc_t process) KF(proc_islaunchd);
int proc_tbe(proc_t process) KF(proc_tbe);
int proc_csflags(proc_t process, unsigned int *flags) KF(proc_csflags);
uint64_t proc_uniqueid(proc_t process) KF(proc_uniqueid);
kauth_cred_t proc_ucred(proc_t process) KF(proc_ucred);
kauth_cred_t kauth_cred_proc_ref(proc_t process) KF(kauth_cred_proc_ref);
boolean_t proc_isshadow(proc_t process) KF(proc_isshadow);
int IS_64BIT_PROCESS(proc_t process) KF(proc_is64bit);
void proc_getexecutableuuid(proc_t process, unsigned char *uuid, unsigned long room)
  KF(proc_getexecutableuuid);
task_t proc_task(proc_t process) KF(proc_task);
void proc_list_lock(void) KF(proc_list_lock);
void proc_list_unlock(void) KF(proc_list_unlock);
__END_DECLS

#endif /* _SYS_PROC_H_ */

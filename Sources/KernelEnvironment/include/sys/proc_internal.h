/* SPDX-License-Identifier: Apache-2.0
 *
 * Fields of a process that sources of the kernel itself read. There is one process.
 */
#ifndef _SYS_PROC_INTERNAL_H_
#define _SYS_PROC_INTERNAL_H_

#include <sys/proc.h>
#include <sys/acct.h>
#include <sys/signalvar.h>
#include <sys/ucred.h>
#include <libkern/OSAtomic.h>

struct proc {
  pid_t p_pid;
  pid_t p_ppid;
  char p_stat;
  u_short p_acflag; /* of <sys/acct.h>; no flag is ever set */
  unsigned int p_flag;
  unsigned int p_lflag;
  struct sigacts *p_sigacts; /* null: signals are the host's */
  void *exit_thread;
  kauth_cred_t p_ucred;
  char p_comm[MAXCOMLEN + 1];
};
#endif /* _SYS_PROC_INTERNAL_H_ */

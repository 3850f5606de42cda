/* SPDX-License-Identifier: Apache-2.0
 *
 * Signals of processes.
 */
#ifndef _KFACE_SYS_SIGNALVAR_H_
#define _KFACE_SYS_SIGNALVAR_H_

#include <sys/signal.h>
#include <sys/proc.h>

/* What a process does on signals. */
struct sigacts {
  user_addr_t ps_sigact[NSIG];
  sigset_t ps_catchmask[NSIG];
  sigset_t ps_siginfo;
  sigset_t ps_oldmask;
  int ps_flags;
  int ps_sig;
  int ps_code;
};

/* What a signal does when nobody catches it, by number. */
#define SA_KILL 0x01
#define SA_CORE 0x02
#define SA_STOP 0x04
#define SA_TTYSTOP 0x08
#define SA_IGNORE 0x10
#define SA_CONT 0x20

__BEGIN_DECLS
extern int sigprop[NSIG + 1] KF(sigprop);
__END_DECLS

#endif /* _KFACE_SYS_SIGNALVAR_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Selecting: recorded by nobody, since no process selects on a client here.
 */
#ifndef _SYS_SELECT_H_
#define _SYS_SELECT_H_

#include <sys/appleapiopts.h>
#include <sys/types.h>
#include <sys/time.h>
#include <kern/kern_types.h>

struct selinfo {
  void *si_waitq;
  void *si_note;
  u_int si_flags;
};

__BEGIN_DECLS
void selrecord(proc_t selector, struct selinfo *info, void *wql) KF(selrecord);
void selwakeup(struct selinfo *info) KF(selwakeup);
void selthreadclear(struct selinfo *info) KF(selthreadclear);
__END_DECLS

#endif /* _SYS_SELECT_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Variables of the kernel: the tick and the host's name.
 */
#ifndef _SYS_KERNEL_H_
#define _SYS_KERNEL_H_

#include <sys/appleapiopts.h>
#include <sys/types.h>
#include <sys/time.h>

__BEGIN_DECLS
extern int hz KF(hz);
extern int tick KF(tick);
extern int stathz KF(hz);
extern int lbolt KF(lbolt); /* a sleep on its address ends within a second */
extern char hostname[] KF(hostname);
extern char domainname[] KF(domainname);
extern long hostid KF(hostid);
time_t boottime_sec(void) KF(boottime_sec);
__END_DECLS

#endif /* _SYS_KERNEL_H_ */

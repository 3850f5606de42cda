/* SPDX-License-Identifier: Apache-2.0
 *
 * Stopping the kernel: here, the process, with a report.
 */
#ifndef _KERN_DEBUG_H_
#define _KERN_DEBUG_H_

#include <sys/cdefs.h>

__BEGIN_DECLS
void panic(const char *format, ...) KF(panic) __printflike(1, 2) __dead2;
void panic_plain(const char *format, ...) KF(panic) __printflike(1, 2) __dead2;
void Debugger(const char *message) KF(Debugger);
__END_DECLS

#endif /* _KERN_DEBUG_H_ */

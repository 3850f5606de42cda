/* SPDX-License-Identifier: Apache-2.0
 *
 * Messages to a terminal; here they go to the log.
 */
#ifndef _SYS_TPRINTF_H_
#define _SYS_TPRINTF_H_

#include <sys/appleapiopts.h>
#include <sys/types.h>

typedef struct session *tpr_t;

__BEGIN_DECLS
tpr_t tprintf_open(struct proc *process) KF(tprintf_open);
void tprintf_close(tpr_t terminal) KF(tprintf_close);
void tprintf(tpr_t terminal, const char *format, ...) KF(tprintf) __printflike(2, 3);
__END_DECLS

#endif /* _SYS_TPRINTF_H_ */

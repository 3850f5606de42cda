/* SPDX-License-Identifier: Apache-2.0
 *
 * Accounting of processes.
 */
#ifndef _KFACE_SYS_ACCT_H_
#define _KFACE_SYS_ACCT_H_

#include <sys/types.h>

/* Flags of a process for its account. */
#define AFORK 0x01
#define ASU 0x02
#define ACOMPAT 0x04
#define ACORE 0x08
#define AXSIG 0x10

#endif /* _KFACE_SYS_ACCT_H_ */

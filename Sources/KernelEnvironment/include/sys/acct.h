/* SPDX-License-Identifier: Apache-2.0
 *
 * Accounting of processes.
 */
#ifndef _KFACE_SYS_ACCT_H_
#define _KFACE_SYS_ACCT_H_

#include <sys/types.h>

#endif /* _KFACE_SYS_ACCT_H_ */

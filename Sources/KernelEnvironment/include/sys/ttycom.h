/* SPDX-License-Identifier: Apache-2.0
 *
 * Requests of terminals.
 */
#ifndef _KFACE_SYS_TTYCOM_H_
#define _KFACE_SYS_TTYCOM_H_

#include <sys/ioccom.h>

#endif /* _KFACE_SYS_TTYCOM_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Waiting for processes does not happen here.
 */
#ifndef _SYS_WAIT_H_
#define _SYS_WAIT_H_

#include <sys/signal.h>
#define WNOHANG 1

#endif /* _SYS_WAIT_H_ */

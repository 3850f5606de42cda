/* SPDX-License-Identifier: Apache-2.0
 *
 * Polling.
 */
#ifndef _KFACE_SYS_POLL_H_
#define _KFACE_SYS_POLL_H_

#include <sys/select.h>

#endif /* _KFACE_SYS_POLL_H_ */

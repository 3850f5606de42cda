/* SPDX-License-Identifier: Apache-2.0
 *
 * The message buffer.
 */
#ifndef _KFACE_SYS_MSGBUF_H_
#define _KFACE_SYS_MSGBUF_H_

#include <sys/types.h>

#endif /* _KFACE_SYS_MSGBUF_H_ */

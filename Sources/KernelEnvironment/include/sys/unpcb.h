/* SPDX-License-Identifier: Apache-2.0
 *
 * Local sockets' control blocks are the host's.
 */
#ifndef _KFACE_SYS_UNPCB_H_
#define _KFACE_SYS_UNPCB_H_

#include <sys/un.h>

#endif /* _KFACE_SYS_UNPCB_H_ */

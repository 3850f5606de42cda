/* SPDX-License-Identifier: Apache-2.0
 *
 * Terminals are not part of the environment.
 */
#ifndef _KFACE_SYS_TERMIOS_H_
#define _KFACE_SYS_TERMIOS_H_

#include <sys/types.h>

#endif /* _KFACE_SYS_TERMIOS_H_ */

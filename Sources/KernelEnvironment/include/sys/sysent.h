/* SPDX-License-Identifier: Apache-2.0
 *
 * System calls are the host's.
 */
#ifndef _KFACE_SYS_SYSENT_H_
#define _KFACE_SYS_SYSENT_H_

#include <sys/types.h>

#endif /* _KFACE_SYS_SYSENT_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Content protection is not part of the environment.
 */
#ifndef _KFACE_SYS_CPROTECT_H_
#define _KFACE_SYS_CPROTECT_H_

#include <sys/types.h>

#endif /* _KFACE_SYS_CPROTECT_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Record locks are not part of the environment.
 */
#ifndef _KFACE_SYS_LOCKF_H_
#define _KFACE_SYS_LOCKF_H_

#include <sys/types.h>

#endif /* _KFACE_SYS_LOCKF_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * User areas of threads are not visible.
 */
#ifndef _KFACE_SYS_USER_H_
#define _KFACE_SYS_USER_H_

#include <sys/proc_internal.h>
#include <sys/param.h>

#endif /* _KFACE_SYS_USER_H_ */

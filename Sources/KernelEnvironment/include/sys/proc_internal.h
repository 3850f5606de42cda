/* SPDX-License-Identifier: Apache-2.0
 *
 * Processes are opaque.
 */
#ifndef _KFACE_SYS_PROC_INTERNAL_H_
#define _KFACE_SYS_PROC_INTERNAL_H_

#include <sys/proc.h>

#endif /* _KFACE_SYS_PROC_INTERNAL_H_ */

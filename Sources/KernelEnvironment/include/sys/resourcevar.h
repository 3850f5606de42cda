/* SPDX-License-Identifier: Apache-2.0
 *
 * Resource use of processes.
 */
#ifndef _KFACE_SYS_RESOURCEVAR_H_
#define _KFACE_SYS_RESOURCEVAR_H_

#include <sys/resource.h>

#endif /* _KFACE_SYS_RESOURCEVAR_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Resource use of processes.
 */
#ifndef _KFACE_SYS_RESOURCE_H_
#define _KFACE_SYS_RESOURCE_H_

#include <sys/types.h>
#include <sys/time.h>

#endif /* _KFACE_SYS_RESOURCE_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Mappings of processes.
 */
#ifndef _KFACE_SYS_MMAN_H_
#define _KFACE_SYS_MMAN_H_

#include <sys/types.h>

#endif /* _KFACE_SYS_MMAN_H_ */

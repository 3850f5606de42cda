/* SPDX-License-Identifier: Apache-2.0
 *
 * Descriptor tables are not visible.
 */
#ifndef _KFACE_SYS_FILE_INTERNAL_H_
#define _KFACE_SYS_FILE_INTERNAL_H_

#include <sys/file.h>

#endif /* _KFACE_SYS_FILE_INTERNAL_H_ */

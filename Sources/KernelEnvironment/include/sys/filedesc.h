/* SPDX-License-Identifier: Apache-2.0
 *
 * Descriptor tables are not visible.
 */
#ifndef _KFACE_SYS_FILEDESC_H_
#define _KFACE_SYS_FILEDESC_H_

#include <sys/file.h>

#endif /* _KFACE_SYS_FILEDESC_H_ */

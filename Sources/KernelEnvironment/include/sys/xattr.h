/* SPDX-License-Identifier: Apache-2.0
 *
 * Extended attributes are not part of the environment.
 */
#ifndef _KFACE_SYS_XATTR_H_
#define _KFACE_SYS_XATTR_H_

#include <sys/types.h>

#endif /* _KFACE_SYS_XATTR_H_ */

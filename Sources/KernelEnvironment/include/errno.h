/* SPDX-License-Identifier: Apache-2.0
 *
 * Error numbers.
 */
#ifndef _KFACE_ERRNO_H_
#define _KFACE_ERRNO_H_

#include <sys/errno.h>

#endif /* _KFACE_ERRNO_H_ */

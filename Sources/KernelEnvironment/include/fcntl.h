/* SPDX-License-Identifier: Apache-2.0
 *
 * Flags of opening.
 */
#ifndef _KFACE_FCNTL_H_
#define _KFACE_FCNTL_H_

#include <sys/fcntl.h>

#endif /* _KFACE_FCNTL_H_ */

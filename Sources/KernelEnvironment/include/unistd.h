/* SPDX-License-Identifier: Apache-2.0
 *
 * Positions and access modes.
 */
#ifndef _KFACE_UNISTD_H_
#define _KFACE_UNISTD_H_

#include <sys/unistd.h>

#endif /* _KFACE_UNISTD_H_ */

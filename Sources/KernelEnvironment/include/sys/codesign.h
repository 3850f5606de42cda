/* SPDX-License-Identifier: Apache-2.0
 *
 * Code signatures are not part of the environment.
 */
#ifndef _KFACE_SYS_CODESIGN_H_
#define _KFACE_SYS_CODESIGN_H_

#include <sys/types.h>

#endif /* _KFACE_SYS_CODESIGN_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Conversion of names is not part of the environment.
 */
#ifndef _KFACE_SYS_UTFCONV_H_
#define _KFACE_SYS_UTFCONV_H_

#include <sys/types.h>

#endif /* _KFACE_SYS_UTFCONV_H_ */

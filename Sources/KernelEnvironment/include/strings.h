/* SPDX-License-Identifier: Apache-2.0
 *
 * Strings.
 */
#ifndef _KFACE_STRINGS_H_
#define _KFACE_STRINGS_H_

#include <string.h>

#endif /* _KFACE_STRINGS_H_ */

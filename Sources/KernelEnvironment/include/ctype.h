/* SPDX-License-Identifier: Apache-2.0
 *
 * Classes of characters.
 */
#ifndef _KFACE_CTYPE_H_
#define _KFACE_CTYPE_H_

#include <libkern/libkern.h>

#endif /* _KFACE_CTYPE_H_ */

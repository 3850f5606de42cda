/* SPDX-License-Identifier: Apache-2.0
 *
 * Numbers and sorting.
 */
#ifndef _KFACE_STDLIB_H_
#define _KFACE_STDLIB_H_

#include <libkern/libkern.h>

#endif /* _KFACE_STDLIB_H_ */

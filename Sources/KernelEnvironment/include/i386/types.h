/* SPDX-License-Identifier: Apache-2.0
 *
 * The machine's types.
 */
#ifndef _KFACE_I386_TYPES_H_
#define _KFACE_I386_TYPES_H_

#include <machine/types.h>

#endif /* _KFACE_I386_TYPES_H_ */

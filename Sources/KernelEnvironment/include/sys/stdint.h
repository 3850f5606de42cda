/* SPDX-License-Identifier: Apache-2.0
 *
 * Exact-width integers.
 */
#ifndef _KFACE_SYS_STDINT_H_
#define _KFACE_SYS_STDINT_H_

#include <stdint.h>

#endif /* _KFACE_SYS_STDINT_H_ */

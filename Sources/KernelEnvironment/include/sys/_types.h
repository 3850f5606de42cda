/* SPDX-License-Identifier: Apache-2.0
 *
 * Types with Darwin's private names.
 */
#ifndef _KFACE_SYS__TYPES_H_
#define _KFACE_SYS__TYPES_H_

#include <machine/types.h>

#endif /* _KFACE_SYS__TYPES_H_ */

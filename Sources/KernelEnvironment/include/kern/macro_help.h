/* SPDX-License-Identifier: Apache-2.0
 *
 * Statement macros.
 */
#ifndef _KFACE_KERN_MACRO_HELP_H_
#define _KFACE_KERN_MACRO_HELP_H_

#include <mach/boolean.h>

#define NEVER FALSE
#define ALWAYS TRUE
#define MACRO_BEGIN do {
#define MACRO_END } while (NEVER)
#define MACRO_RETURN if (ALWAYS) return

#endif /* _KFACE_KERN_MACRO_HELP_H_ */

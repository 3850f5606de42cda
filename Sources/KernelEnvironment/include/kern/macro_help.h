/* SPDX-License-Identifier: Apache-2.0
 *
 * Statement macros.
 */
#ifndef _KFACE_KERN_MACRO_HELP_H_
#define _KFACE_KERN_MACRO_HELP_H_

#include <sys/cdefs.h>

#endif /* _KFACE_KERN_MACRO_HELP_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Modules of the kernel. Nothing is loaded here: a build names the functions as missing.
 */
#ifndef _KFACE_LIBKERN_OSKEXTLIB_H_
#define _KFACE_LIBKERN_OSKEXTLIB_H_

#include <mach/kmod.h>
#include <libkern/OSReturn.h>
#include <sys/types.h>

#define kOSKextInvalidLoadTag ((uint32_t)(-1))

__BEGIN_DECLS
uint32_t OSKextGetCurrentLoadTag(void);
OSReturn OSKextRetainKextWithLoadTag(uint32_t tag);
OSReturn OSKextReleaseKextWithLoadTag(uint32_t tag);
const char *OSKextGetCurrentIdentifier(void);
const char *OSKextGetCurrentVersionString(void);
__END_DECLS

#endif /* _KFACE_LIBKERN_OSKEXTLIB_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Modules of the kernel: the program is one, with one tag and the name of its file.
 */
#ifndef _KFACE_LIBKERN_OSKEXTLIB_H_
#define _KFACE_LIBKERN_OSKEXTLIB_H_

#include <mach/kmod.h>
#include <libkern/OSReturn.h>
#include <sys/types.h>

typedef uint32_t OSKextLoadTag;
#define kOSKextInvalidLoadTag ((uint32_t)(-1))

#define sys_libkern err_system(0x37)
#define sub_libkern_kext err_sub(2)
#define libkern_kext_err(code) (sys_libkern | sub_libkern_kext | (code))
#define kOSKextReturnInternalError libkern_kext_err(0x1)
#define kOSKextReturnNoMemory libkern_kext_err(0x2)
#define kOSKextReturnInvalidArgument libkern_kext_err(0x5)
#define kOSKextReturnNotFound libkern_kext_err(0x6)

__BEGIN_DECLS
uint32_t OSKextGetCurrentLoadTag(void) KF(OSKextGetCurrentLoadTag);
OSReturn OSKextRetainKextWithLoadTag(uint32_t tag) KF(OSKextRetainKextWithLoadTag);
OSReturn OSKextReleaseKextWithLoadTag(uint32_t tag) KF(OSKextReleaseKextWithLoadTag);
const char *OSKextGetCurrentIdentifier(void) KF(OSKextGetCurrentIdentifier);
const char *OSKextGetCurrentVersionString(void) KF(OSKextGetCurrentVersionString);
__END_DECLS

#endif /* _KFACE_LIBKERN_OSKEXTLIB_H_ */

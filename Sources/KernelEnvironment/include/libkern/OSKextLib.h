/* SPDX-License-Identifier: Apache-2.0
 *
 * Modules of the kernel.
 */
#ifndef _KFACE_LIBKERN_OSKEXTLIB_H_
#define _KFACE_LIBKERN_OSKEXTLIB_H_

#include <mach/kmod.h>
#include <libkern/OSReturn.h>
#include <sys/types.h>

#endif /* _KFACE_LIBKERN_OSKEXTLIB_H_ */

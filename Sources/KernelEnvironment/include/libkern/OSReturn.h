/* SPDX-License-Identifier: Apache-2.0
 *
 * Results of libkern calls.
 */
#ifndef __LIBKERN_OSRETURN_H
#define __LIBKERN_OSRETURN_H

#include <mach/kern_return.h>

typedef kern_return_t OSReturn;
#define err_system(x) (((x) & 0x3f) << 26)
#define err_sub(x) (((x) & 0xfff) << 14)
#define kOSReturnSuccess 0
#define kOSReturnError 1

#endif /* __LIBKERN_OSRETURN_H */

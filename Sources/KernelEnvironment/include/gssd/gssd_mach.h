/* SPDX-License-Identifier: Apache-2.0
 *
 * The daemon for GSS is not reached from here: its types only.
 */
#ifndef _KFACE_GSSD_MACH_H_
#define _KFACE_GSSD_MACH_H_

#include <mach/mach_types.h>
#include <gssd/gssd_mach_types.h>

#endif /* _KFACE_GSSD_MACH_H_ */

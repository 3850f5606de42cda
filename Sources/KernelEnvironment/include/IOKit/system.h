/* SPDX-License-Identifier: Apache-2.0
 *
 * The system as IOKit sees it.
 */
#ifndef _KFACE_IOKIT_SYSTEM_H_
#define _KFACE_IOKIT_SYSTEM_H_

#include <sys/systm.h>
#include <mach/mach_types.h>

#endif /* _KFACE_IOKIT_SYSTEM_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Power management: what a listener answers with.
 */
#ifndef _IOKIT_IOPM_H
#define _IOKIT_IOPM_H

#include <IOKit/IOMessage.h>
#include <IOKit/IOTypes.h>

#define kIOPMAckImplied 0
#define IOPMAckImplied kIOPMAckImplied
#define IOPMNoErr 0

#endif /* _IOKIT_IOPM_H */

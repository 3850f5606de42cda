/* SPDX-License-Identifier: Apache-2.0
 *
 * Messages are not sent here.
 */
#ifndef _KFACE_MACH_MESSAGE_H_
#define _KFACE_MACH_MESSAGE_H_

#include <mach/mach_types.h>

#endif /* _KFACE_MACH_MESSAGE_H_ */

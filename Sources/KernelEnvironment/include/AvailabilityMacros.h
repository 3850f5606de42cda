/* SPDX-License-Identifier: Apache-2.0
 *
 * Availability by release says nothing here.
 */
#ifndef _KFACE_AVAILABILITYMACROS_H_
#define _KFACE_AVAILABILITYMACROS_H_

#include <os/availability.h>

#endif /* _KFACE_AVAILABILITYMACROS_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Availability by release says nothing here.
 */
#ifndef _KFACE_AVAILABILITY_H_
#define _KFACE_AVAILABILITY_H_

#include <os/availability.h>

#endif /* _KFACE_AVAILABILITY_H_ */

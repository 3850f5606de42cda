/* SPDX-License-Identifier: Apache-2.0
 *
 * The platform as IOKit sees it.
 */
#ifndef _IOKIT_IOPLATFORMEXPERT_H
#define _IOKIT_IOPLATFORMEXPERT_H

#include <IOKit/IOTypes.h>
#include <pexpert/pexpert.h>

#endif /* _IOKIT_IOPLATFORMEXPERT_H */

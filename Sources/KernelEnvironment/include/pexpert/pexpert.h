/* SPDX-License-Identifier: Apache-2.0
 *
 * The platform.
 */
#ifndef _KFACE_PEXPERT_PEXPERT_H_
#define _KFACE_PEXPERT_PEXPERT_H_

#include <sys/types.h>

#endif /* _KFACE_PEXPERT_PEXPERT_H_ */

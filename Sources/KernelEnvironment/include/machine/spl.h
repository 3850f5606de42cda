/* SPDX-License-Identifier: Apache-2.0
 *
 * Interrupt levels do not exist here.
 */
#ifndef _KFACE_MACHINE_SPL_H_
#define _KFACE_MACHINE_SPL_H_

#include <sys/systm.h>

#endif /* _KFACE_MACHINE_SPL_H_ */

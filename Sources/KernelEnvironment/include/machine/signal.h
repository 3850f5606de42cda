/* SPDX-License-Identifier: Apache-2.0
 *
 * Signals of the machine.
 */
#ifndef _KFACE_MACHINE_SIGNAL_H_
#define _KFACE_MACHINE_SIGNAL_H_

#include <sys/types.h>

#endif /* _KFACE_MACHINE_SIGNAL_H_ */

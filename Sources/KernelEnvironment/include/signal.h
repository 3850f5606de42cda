/* SPDX-License-Identifier: Apache-2.0
 *
 * Signals.
 */
#ifndef _KFACE_SIGNAL_H_
#define _KFACE_SIGNAL_H_

#include <sys/signal.h>

#endif /* _KFACE_SIGNAL_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Signals of processes.
 */
#ifndef _KFACE_SYS_SIGNALVAR_H_
#define _KFACE_SYS_SIGNALVAR_H_

#include <sys/signal.h>
#include <sys/proc.h>

#endif /* _KFACE_SYS_SIGNALVAR_H_ */

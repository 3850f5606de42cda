/* SPDX-License-Identifier: Apache-2.0
 *
 * Interface internals: the public part is net/if.h.
 */
#ifndef _KFACE_NET_IF_VAR_H_
#define _KFACE_NET_IF_VAR_H_

#include <net/if.h>
#include <net/kpi_interface.h>
#include <sys/queue.h>
#include <sys/time.h>

#endif /* _KFACE_NET_IF_VAR_H_ */

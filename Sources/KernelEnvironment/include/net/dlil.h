/* SPDX-License-Identifier: Apache-2.0
 *
 * Interfaces.
 */
#ifndef _KFACE_NET_DLIL_H_
#define _KFACE_NET_DLIL_H_

#include <net/kpi_interface.h>

#endif /* _KFACE_NET_DLIL_H_ */

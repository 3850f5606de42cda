/* SPDX-License-Identifier: Apache-2.0 */
#include <kface/fuzz.h>

extern int rpc_udp_run(void);
KFACE_FUZZ(rpc_udp_run())

/* SPDX-License-Identifier: Apache-2.0 */
#include <kface/fuzz.h>

extern int accept_run(void);
KFACE_FUZZ(accept_run())

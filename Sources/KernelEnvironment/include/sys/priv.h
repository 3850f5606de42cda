/* SPDX-License-Identifier: Apache-2.0
 *
 * Privileges.
 */
#ifndef _KFACE_SYS_PRIV_H_
#define _KFACE_SYS_PRIV_H_

#include <sys/kauth.h>

#endif /* _KFACE_SYS_PRIV_H_ */

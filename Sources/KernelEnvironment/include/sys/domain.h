/* SPDX-License-Identifier: Apache-2.0
 *
 * Domains of protocols are the host's.
 */
#ifndef _KFACE_SYS_DOMAIN_H_
#define _KFACE_SYS_DOMAIN_H_

#include <sys/appleapiopts.h>
#include <sys/cdefs.h>
#include <sys/queue.h>

#endif /* _KFACE_SYS_DOMAIN_H_ */

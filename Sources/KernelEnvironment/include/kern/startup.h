/* SPDX-License-Identifier: Apache-2.0
 *
 * Start-up order does not exist here.
 */
#ifndef _KFACE_KERN_STARTUP_H_
#define _KFACE_KERN_STARTUP_H_

#include <sys/cdefs.h>

#endif /* _KFACE_KERN_STARTUP_H_ */

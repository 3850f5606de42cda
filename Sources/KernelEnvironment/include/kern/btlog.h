/* SPDX-License-Identifier: Apache-2.0
 *
 * Call chains.
 */
#ifndef _KFACE_KERN_BTLOG_H_
#define _KFACE_KERN_BTLOG_H_

#include <sys/types.h>

#endif /* _KFACE_KERN_BTLOG_H_ */

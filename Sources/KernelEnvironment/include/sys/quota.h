/* SPDX-License-Identifier: Apache-2.0
 *
 * Quotas are not part of the environment.
 */
#ifndef _KFACE_SYS_QUOTA_H_
#define _KFACE_SYS_QUOTA_H_

#include <sys/types.h>

#endif /* _KFACE_SYS_QUOTA_H_ */

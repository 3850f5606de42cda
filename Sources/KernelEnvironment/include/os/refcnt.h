/* SPDX-License-Identifier: Apache-2.0
 *
 * Reference counts are the source's own.
 */
#ifndef _KFACE_OS_REFCNT_H_
#define _KFACE_OS_REFCNT_H_

#include <os/base.h>

#endif /* _KFACE_OS_REFCNT_H_ */

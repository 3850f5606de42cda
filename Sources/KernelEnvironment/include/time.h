/* SPDX-License-Identifier: Apache-2.0
 *
 * Times.
 */
#ifndef _KFACE_TIME_H_
#define _KFACE_TIME_H_

#include <sys/time.h>

#endif /* _KFACE_TIME_H_ */

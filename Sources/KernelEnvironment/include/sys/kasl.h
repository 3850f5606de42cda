/* SPDX-License-Identifier: Apache-2.0
 *
 * Logging.
 */
#ifndef _KFACE_SYS_KASL_H_
#define _KFACE_SYS_KASL_H_

#include <sys/syslog.h>

#endif /* _KFACE_SYS_KASL_H_ */

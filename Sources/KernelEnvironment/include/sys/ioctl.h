/* SPDX-License-Identifier: Apache-2.0
 *
 * All ioctl requests.
 */
#ifndef _SYS_IOCTL_H_
#define _SYS_IOCTL_H_

#include <sys/filio.h>
#include <sys/ioccom.h>
#include <sys/sockio.h>

#endif /* _SYS_IOCTL_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Credentials.
 */
#ifndef _SYS_UCRED_H_
#define _SYS_UCRED_H_

#include <sys/appleapiopts.h>
#include <sys/cdefs.h>
#include <sys/param.h>
#include <sys/kauth.h>

#endif /* _SYS_UCRED_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Positions and access modes.
 */
#ifndef _SYS_UNISTD_H_
#define _SYS_UNISTD_H_

#include <sys/cdefs.h>
#include <sys/types.h>

#define F_OK 0
#define X_OK (1 << 0)
#define W_OK (1 << 1)
#define R_OK (1 << 2)
#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2
#define _PC_LINK_MAX 1
#define _PC_NAME_MAX 4
#define _PC_PATH_MAX 5
#define _PC_CHOWN_RESTRICTED 7
#define _PC_NO_TRUNC 8
#define _PC_CASE_SENSITIVE 11
#define _PC_CASE_PRESERVING 12

#endif /* _SYS_UNISTD_H_ */

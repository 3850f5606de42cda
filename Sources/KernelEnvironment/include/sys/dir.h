/* SPDX-License-Identifier: Apache-2.0
 *
 * Directory entries under their older name.
 */
#ifndef _SYS_DIR_H_
#define _SYS_DIR_H_

#include <sys/dirent.h>

#define direct dirent

#endif /* _SYS_DIR_H_ */

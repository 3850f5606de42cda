/* SPDX-License-Identifier: Apache-2.0
 *
 * Random bytes.
 */
#ifndef _SYS_RANDOM_H_
#define _SYS_RANDOM_H_

#include <sys/types.h>

__BEGIN_DECLS
void read_random(void *buffer, u_int length) KF(read_random);
void read_frandom(void *buffer, u_int length) KF(read_random);
int write_random(void *buffer, u_int length) KF(write_random);
__END_DECLS

#endif /* _SYS_RANDOM_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Addresses of local sockets: a path of at most 103 bytes.
 */
#ifndef _SYS_UN_H_
#define _SYS_UN_H_

#include <sys/cdefs.h>
#include <sys/types.h>

struct sockaddr_un {
  unsigned char sun_len;
  sa_family_t sun_family;
  char sun_path[104];
};

#define SOL_LOCAL 0
#define LOCAL_PEERCRED 0x001
#define LOCAL_PEERPID 0x002
#define LOCAL_PEEREPID 0x003
#define SUN_LEN(address) \
  (sizeof(*(address)) - sizeof((address)->sun_path) + strlen((address)->sun_path))

#endif /* _SYS_UN_H_ */

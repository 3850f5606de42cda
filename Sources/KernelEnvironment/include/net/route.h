/* SPDX-License-Identifier: Apache-2.0
 *
 * Routes, as far as clients hold one.
 */
#ifndef _NET_ROUTE_H_
#define _NET_ROUTE_H_

#include <sys/types.h>
#include <sys/socket.h>

struct route {
  route_t ro_rt;
  u_int32_t ro_flags;
  struct sockaddr ro_dst;
};

#define RTF_UP 0x1
#define RTF_GATEWAY 0x2
#define RTF_HOST 0x4
#define RTF_LLINFO 0x400
#define RTF_STATIC 0x800
#define RTF_CLONING 0x100

#endif /* _NET_ROUTE_H_ */

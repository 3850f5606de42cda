/* SPDX-License-Identifier: Apache-2.0
 * One question to the routing table, over netlink. */
#pragma once
#include <sys/socket.h>

struct kx_route {
  int is_local;     /* delivered to this host */
  int is_loopback;  /* leaves by a loopback interface */
  int has_gateway;  /* goes to a router first */
};

/* Asks for the route to an IPv4 or IPv6 address. 0, or -1 with errno: ENETUNREACH no route,
 * EAFNOSUPPORT another family. */
int kx_route_to(const struct sockaddr *to, struct kx_route *found);

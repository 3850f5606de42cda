/* SPDX-License-Identifier: Apache-2.0
 * RTM_GETROUTE: netlink's attribute macros are beyond Swift. */
#include "kx_route.h"

#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/netlink.h>
#include <linux/rtnetlink.h>

struct request {
  struct nlmsghdr header;
  struct rtmsg route;
  char attributes[64];
};

static int is_loopback(int index) {
  struct ifreq query;
  int found = 0;
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return 0;
  memset(&query, 0, sizeof query);
  if (if_indextoname((unsigned)index, query.ifr_name) != NULL &&
      ioctl(fd, SIOCGIFFLAGS, &query) == 0)
    found = (query.ifr_flags & IFF_LOOPBACK) != 0;
  close(fd);
  return found;
}

static int read_answer(const char *buffer, ssize_t length, struct kx_route *found) {
  const struct nlmsghdr *header = (const void *)buffer;
  if (!NLMSG_OK(header, (size_t)length)) return EPROTO;
  if (header->nlmsg_type == NLMSG_ERROR) {
    const struct nlmsgerr *error = NLMSG_DATA(header);
    return error->error != 0 ? -error->error : EPROTO;
  }
  if (header->nlmsg_type != RTM_NEWROUTE) return EPROTO;
  const struct rtmsg *route = NLMSG_DATA(header);
  if (route->rtm_type == RTN_UNREACHABLE || route->rtm_type == RTN_BLACKHOLE ||
      route->rtm_type == RTN_PROHIBIT)
    return ENETUNREACH;
  found->is_local = route->rtm_type == RTN_LOCAL;
  int left = (int)RTM_PAYLOAD(header);
  for (const struct rtattr *each = RTM_RTA(route); RTA_OK(each, left); each = RTA_NEXT(each, left)) {
    if (each->rta_type == RTA_GATEWAY || each->rta_type == RTA_VIA) found->has_gateway = 1;
    if (each->rta_type == RTA_OIF) {
      int index;
      memcpy(&index, RTA_DATA(each), sizeof index);
      found->is_loopback = is_loopback(index);
    }
  }
  return 0;
}

int kx_route_to(const struct sockaddr *to, struct kx_route *found) {
  struct request ask;
  const void *address;
  size_t size;
  memset(&ask, 0, sizeof ask);
  memset(found, 0, sizeof *found);
  if (to->sa_family == AF_INET) {
    address = &((const struct sockaddr_in *)to)->sin_addr;
    size = 4;
  } else if (to->sa_family == AF_INET6) {
    address = &((const struct sockaddr_in6 *)to)->sin6_addr;
    size = 16;
  } else {
    errno = EAFNOSUPPORT;
    return -1;
  }
  ask.route.rtm_family = (unsigned char)to->sa_family;
  ask.route.rtm_dst_len = (unsigned char)(size * 8);
  ask.header.nlmsg_type = RTM_GETROUTE;
  ask.header.nlmsg_flags = NLM_F_REQUEST;
  ask.header.nlmsg_len = NLMSG_LENGTH(sizeof ask.route);
  struct rtattr *destination = (void *)((char *)&ask + NLMSG_ALIGN(ask.header.nlmsg_len));
  destination->rta_type = RTA_DST;
  destination->rta_len = (unsigned short)RTA_LENGTH(size);
  memcpy(RTA_DATA(destination), address, size);
  ask.header.nlmsg_len = NLMSG_ALIGN(ask.header.nlmsg_len) + RTA_LENGTH(size);

  int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
  if (fd < 0) return -1;
  char buffer[4096] __attribute__((aligned(8)));
  int code = 0;
  if (send(fd, &ask, ask.header.nlmsg_len, 0) < 0) {
    code = errno;
  } else {
    ssize_t length = recv(fd, buffer, sizeof buffer, 0);
    code = length < 0 ? errno : read_answer(buffer, length, found);
  }
  close(fd);
  errno = code;
  return code == 0 ? 0 : -1;
}

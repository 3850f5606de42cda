/* SPDX-License-Identifier: Apache-2.0
 *
 * Interfaces of the host. An interface's index is its handle.
 */
#include "internal.h"

#include <net/if.h>
#include <net/if_arp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FAMILY_LOOPBACK = 1, FAMILY_ETHERNET = 2 };
enum { TYPE_OTHER = 1, TYPE_ETHERNET = 6, TYPE_LOOPBACK = 0x18 };
enum { HARDWARE_ADDRESS = 6, ETHERNET_HEADER = 14 };

static unsigned index_of(const void *interface) { return (unsigned)(uintptr_t)interface; }
int kface_ifnet_find_by_name(const char *name, void **interface) {
  unsigned index = if_nametoindex(name);
  *interface = (void *)(uintptr_t)index;
  return index ? 0 : D_ENXIO;
}
void *kface_ifnet_find_by_index(uint32_t index) {
  char name[IF_NAMESIZE];
  return if_indextoname(index, name) ? (void *)(uintptr_t)index : NULL;
}
int kface_ifnet_reference(void *interface) { return interface ? 0 : D_EINVAL; }
int kface_ifnet_release(void *interface) { return interface ? 0 : D_EINVAL; }
const char *kface_ifnet_name(void *interface) {
  static __thread char name[IF_NAMESIZE];
  if (!if_indextoname(index_of(interface), name)) return NULL;
  name[strcspn(name, "0123456789")] = 0;
  return name;
}
uint32_t kface_ifnet_unit(void *interface) {
  char name[IF_NAMESIZE];
  if (!if_indextoname(index_of(interface), name)) return 0;
  return (uint32_t)atoi(name + strcspn(name, "0123456789"));
}
uint32_t kface_ifnet_index(void *interface) { return index_of(interface); }
static bool ask(void *interface, unsigned long request, struct ifreq *answer) {
  memset(answer, 0, sizeof *answer);
  if (!if_indextoname(index_of(interface), answer->ifr_name)) return false;
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return false;
  bool done = ioctl(fd, request, answer) == 0;
  close(fd);
  return done;
}
uint16_t kface_ifnet_flags(void *interface) {
  struct ifreq answer;
  if (!ask(interface, SIOCGIFFLAGS, &answer)) return 0;
  uint16_t flags = (uint16_t)answer.ifr_flags & 0x1ff;
  return (uint16_t)(flags & ~0x20) | (answer.ifr_flags & IFF_ALLMULTI ? 0x200 : 0) |
         (answer.ifr_flags & IFF_MULTICAST ? 0x8000 : 0);
}
uint32_t kface_ifnet_mtu(void *interface) {
  struct ifreq answer;
  return ask(interface, SIOCGIFMTU, &answer) ? (uint32_t)answer.ifr_mtu : 0;
}
uint32_t kface_ifnet_metric(void *interface) {
  struct ifreq answer;
  return ask(interface, SIOCGIFMETRIC, &answer) ? (uint32_t)answer.ifr_metric : 0;
}
uint8_t kface_ifnet_type(void *interface) {
  struct ifreq answer;
  if (!ask(interface, SIOCGIFHWADDR, &answer)) return TYPE_OTHER;
  switch (answer.ifr_hwaddr.sa_family) {
  case ARPHRD_LOOPBACK: return TYPE_LOOPBACK;
  case ARPHRD_ETHER: return TYPE_ETHERNET;
  default: return TYPE_OTHER;
  }
}
uint8_t kface_ifnet_addrlen(void *interface) {
  return kface_ifnet_type(interface) == TYPE_ETHERNET ? HARDWARE_ADDRESS : 0;
}
uint8_t kface_ifnet_hdrlen(void *interface) {
  return kface_ifnet_type(interface) == TYPE_ETHERNET ? ETHERNET_HEADER : 0;
}
int kface_ifnet_lladdr_copy_bytes(void *interface, void *to, size_t length) {
  struct ifreq answer;
  if (!interface || !to) return D_EINVAL;
  if (length != kface_ifnet_addrlen(interface)) return D_EMSGSIZE;
  if (!ask(interface, SIOCGIFHWADDR, &answer)) return D_ENXIO;
  memcpy(to, answer.ifr_hwaddr.sa_data, length);
  return 0;
}
int kface_in_localaddr(uint32_t address) { return (address & 0xff) == 127; }
int kface_in_canforward(uint32_t address) { return (address & 0xff) != 127; }
int kface_in_broadcast(uint32_t address, void *interface) {
  (void)interface;
  return address == 0xffffffffu;
}
int kface_in6_localaddr(const uint8_t *address) {
  static const uint8_t loopback[16] = {[15] = 1};
  return memcmp(address, loopback, 16) == 0 || (address[0] == 0xfe && (address[1] & 0xc0) == 0x80);
}
int kface_in6_addrscope(const uint8_t *address) {
  if (address[0] == 0xff) return address[1] & 0x0f;
  if (address[0] == 0xfe && (address[1] & 0xc0) == 0x80) return 2;
  return 14;
}

uint32_t kface_ifnet_family(void *interface) {
  return kface_ifnet_flags(interface) & IFF_LOOPBACK ? FAMILY_LOOPBACK : FAMILY_ETHERNET;
}

void kface_ifnet_list_free(void **list) {
  if (list) kface_release(list, 0, false, KFACE_OWN, NULL, KFACE_SITE());
}
int kface_ifnet_list_get(uint32_t family, void ***list, uint32_t *count) {
  if (!list || !count) return D_EINVAL;
  struct if_nameindex *names = if_nameindex();
  if (!names) return D_ENOMEM;
  uint32_t most = 0;
  while (names[most].if_index) most++;
  *list = kface_allocate((most + 1) * sizeof **list, KFACE_OWN, NULL, "interfaces", true, false, 0,
                         KFACE_SITE());
  *count = 0;
  for (uint32_t i = 0; i < most; i++) {
    void *interface = (void *)(uintptr_t)names[i].if_index;
    if (!family || kface_ifnet_family(interface) == family) (*list)[(*count)++] = interface;
  }
  if_freenameindex(names);
  if (*count) return 0;
  kface_ifnet_list_free(*list);
  *list = NULL;
  return D_ENXIO;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Interfaces of the host and their addresses. An interface's index is its handle.
 */
#include "internal.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ADDRESS = 28, FAMILY_LOOPBACK = 1, FAMILY_ETHERNET = 2 };

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

/* ---- addresses ---- */

struct kface_ifaddr {
  unsigned references;
  unsigned index;
  uint8_t address[ADDRESS], mask[ADDRESS]; /* Darwin's form */
};

static bool convert(const struct sockaddr *host, uint8_t *darwin) {
  if (!host || (host->sa_family != AF_INET && host->sa_family != AF_INET6)) return false;
  int length = host->sa_family == AF_INET ? 16 : ADDRESS;
  return face_address_to_darwin(host, length, darwin, ADDRESS) > 0;
}
static struct kface_ifaddr *make_address(const struct ifaddrs *entry, void *site) {
  uint8_t address[ADDRESS] = {0};
  if (!convert(entry->ifa_addr, address)) return NULL;
  struct kface_ifaddr *made = kface_allocate(sizeof *made, KFACE_OWN, NULL, "interface address",
                                             true, false, 0, site);
  made->references = 1;
  made->index = if_nametoindex(entry->ifa_name);
  memcpy(made->address, address, sizeof address);
  convert(entry->ifa_netmask, made->mask);
  return made;
}

int kface_ifaddr_reference(struct kface_ifaddr *address) {
  if (!address) return D_EINVAL;
  __atomic_add_fetch(&address->references, 1, __ATOMIC_RELAXED);
  return 0;
}
int kface_ifaddr_release(struct kface_ifaddr *address) {
  if (!address) return D_EINVAL;
  if (__atomic_sub_fetch(&address->references, 1, __ATOMIC_ACQ_REL) == 0)
    kface_release(address, 0, false, KFACE_OWN, NULL, KFACE_SITE());
  return 0;
}

/* All addresses of an interface, of every interface for null; a null pointer ends the list. */
int kface_ifnet_get_address_list(void *interface, struct kface_ifaddr ***list) {
  if (!list) return D_EINVAL;
  struct ifaddrs *first;
  if (getifaddrs(&first) != 0) return D_ENOMEM;
  size_t count = 0;
  for (struct ifaddrs *entry = first; entry; entry = entry->ifa_next) count++;
  *list = kface_allocate((count + 1) * sizeof **list, KFACE_OWN, NULL, "interface addresses", true,
                         false, 0, KFACE_SITE());
  count = 0;
  for (struct ifaddrs *entry = first; entry; entry = entry->ifa_next) {
    if (interface && if_nametoindex(entry->ifa_name) != index_of(interface)) continue;
    struct kface_ifaddr *address = make_address(entry, KFACE_SITE());
    if (address) (*list)[count++] = address;
  }
  freeifaddrs(first);
  return 0;
}
void kface_ifnet_free_address_list(struct kface_ifaddr **list) {
  if (!list) return;
  for (struct kface_ifaddr **at = list; *at; at++) kface_ifaddr_release(*at);
  kface_release(list, 0, false, KFACE_OWN, NULL, KFACE_SITE());
}

static int copy_out(const uint8_t *address, void *to, uint32_t room) {
  if (!to) return D_EINVAL;
  uint32_t length = address[0];
  memcpy(to, address, room < length ? room : length);
  return room < length ? D_EMSGSIZE : 0;
}
int kface_ifaddr_address(const struct kface_ifaddr *address, void *to, uint32_t room) {
  return address ? copy_out(address->address, to, room) : D_EINVAL;
}
int kface_ifaddr_netmask(const struct kface_ifaddr *address, void *to, uint32_t room) {
  return address ? copy_out(address->mask, to, room) : D_EINVAL;
}
uint8_t kface_ifaddr_address_family(const struct kface_ifaddr *address) {
  return address ? address->address[1] : 0;
}
void *kface_ifaddr_ifnet(const struct kface_ifaddr *address) {
  return address ? (void *)(uintptr_t)address->index : NULL;
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

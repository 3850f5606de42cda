/* SPDX-License-Identifier: Apache-2.0
 *
 * Addresses of the host's interfaces: lists of them, and the one that fits a destination.
 */
#include "internal.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>

enum { ADDRESS = 28, D_INET = 2, D_INET6 = 30 };
/* Where an address has its bytes: after length, family and port, and in IPv6 after the flow. */
enum { INET_AT = 4, INET_SIZE = 4, INET6_AT = 8, INET6_SIZE = 16 };

struct kface_ifaddr {
  unsigned references;
  unsigned index;
  uint8_t address[ADDRESS], mask[ADDRESS], destination[ADDRESS]; /* Darwin's form */
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
  if (entry->ifa_flags & IFF_POINTOPOINT) convert(entry->ifa_dstaddr, made->destination);
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

/* The addresses of a family, of every one for 0; of one interface, of all of them for null. A null
   pointer ends the list. */
static int list_addresses(void *interface, struct kface_ifaddr ***list, uint8_t family,
                          void *site) {
  if (!list) return D_EINVAL;
  struct ifaddrs *first;
  if (getifaddrs(&first) != 0) return D_ENOMEM;
  size_t count = 0;
  for (struct ifaddrs *entry = first; entry; entry = entry->ifa_next) count++;
  *list = kface_allocate((count + 1) * sizeof **list, KFACE_OWN, NULL, "interface addresses", true,
                         false, 0, site);
  count = 0;
  for (struct ifaddrs *entry = first; entry; entry = entry->ifa_next) {
    if (interface && if_nametoindex(entry->ifa_name) != (unsigned)(uintptr_t)interface) continue;
    struct kface_ifaddr *address = make_address(entry, site);
    if (address && family && family != address->address[1]) {
      kface_ifaddr_release(address);
      continue;
    }
    if (address) (*list)[count++] = address;
  }
  freeifaddrs(first);
  return 0;
}
int kface_ifnet_get_address_list_family(void *interface, struct kface_ifaddr ***list,
                                        uint8_t family) {
  return list_addresses(interface, list, family, KFACE_SITE());
}
int kface_ifnet_get_address_list(void *interface, struct kface_ifaddr ***list) {
  return list_addresses(interface, list, 0, KFACE_SITE());
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
int kface_ifaddr_dstaddress(const struct kface_ifaddr *address, void *to, uint32_t room) {
  if (!address) return D_EINVAL;
  return address->destination[0] ? copy_out(address->destination, to, room) : D_ENOTSUP;
}
uint8_t kface_ifaddr_address_family(const struct kface_ifaddr *address) {
  return address ? address->address[1] : 0;
}
void *kface_ifaddr_ifnet(const struct kface_ifaddr *address) {
  return address ? (void *)(uintptr_t)address->index : NULL;
}

/* ---- the address that fits ---- */

/* How well an address serves `wanted`; 0 is not at all. */
typedef unsigned (*fitness)(const struct kface_ifaddr *candidate, const uint8_t *wanted);

static size_t bytes_of(const uint8_t *address, const uint8_t **bytes) {
  *bytes = address + (address[1] == D_INET ? INET_AT : INET6_AT);
  return address[1] == D_INET ? INET_SIZE : INET6_SIZE;
}
static bool same(const uint8_t *a, const uint8_t *b) {
  if (a[1] != b[1]) return false;
  const uint8_t *left, *right;
  size_t length = bytes_of(a, &left);
  bytes_of(b, &right);
  return memcmp(left, right, length) == 0;
}
static unsigned is_own(const struct kface_ifaddr *candidate, const uint8_t *wanted) {
  return same(candidate->address, wanted);
}
static unsigned is_far_end(const struct kface_ifaddr *candidate, const uint8_t *wanted) {
  return candidate->destination[0] && same(candidate->destination, wanted);
}
/* One more than the bits of the mask, if the address is in the network. */
static unsigned is_in_network(const struct kface_ifaddr *candidate, const uint8_t *wanted) {
  if (candidate->address[1] != wanted[1] || !candidate->mask[0]) return 0;
  const uint8_t *own, *mask, *other;
  size_t length = bytes_of(candidate->address, &own);
  bytes_of(candidate->mask, &mask);
  bytes_of(wanted, &other);
  unsigned bits = 0;
  for (size_t i = 0; i < length; i++) {
    if ((own[i] ^ other[i]) & mask[i]) return 0;
    bits += (unsigned)__builtin_popcount(mask[i]);
  }
  return bits + 1;
}
/* The far end of a line before a network, a network before any address of the family. */
static unsigned serves(const struct kface_ifaddr *candidate, const uint8_t *wanted) {
  if (candidate->address[1] != wanted[1]) return 0;
  if (is_far_end(candidate, wanted)) return UINT32_MAX;
  return is_in_network(candidate, wanted) + 1;
}

/* The fittest address, with a reference for the caller; the first of equals. */
static struct kface_ifaddr *fittest(const uint8_t *wanted, void *interface, fitness fits,
                                    void *site) {
  struct kface_ifaddr **list, *best = NULL;
  unsigned most = 0;
  if (!wanted || (wanted[1] != D_INET && wanted[1] != D_INET6)) return NULL;
  if (list_addresses(interface, &list, wanted[1], site) != 0) return NULL;
  for (struct kface_ifaddr **at = list; *at; at++) {
    unsigned now = fits(*at, wanted);
    if (now <= most) continue;
    most = now;
    best = *at;
  }
  if (best) kface_ifaddr_reference(best);
  kface_ifnet_free_address_list(list);
  return best;
}
struct kface_ifaddr *kface_ifaddr_withaddr(const void *wanted) {
  return fittest(wanted, NULL, is_own, KFACE_SITE());
}
struct kface_ifaddr *kface_ifaddr_withdstaddr(const void *wanted) {
  return fittest(wanted, NULL, is_far_end, KFACE_SITE());
}
struct kface_ifaddr *kface_ifaddr_withnet(const void *wanted) {
  return fittest(wanted, NULL, is_in_network, KFACE_SITE());
}
struct kface_ifaddr *kface_ifaddr_findbestforaddr(const void *wanted, void *interface) {
  return interface ? fittest(wanted, interface, serves, KFACE_SITE()) : NULL;
}

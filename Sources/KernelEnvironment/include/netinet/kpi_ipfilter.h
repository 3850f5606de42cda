/* SPDX-License-Identifier: Apache-2.0
 *
 * Filters of IP packets, as declarations. Nothing behind the functions here: a build names them as
 * missing.
 */
#ifndef __KPI_IPFILTER__
#define __KPI_IPFILTER__

#include <sys/kernel_types.h>
#include <netinet/in_systm.h>
#include <netinet/ip.h>

struct ipf_pktopts {
  u_int32_t ippo_flags;
  ifnet_t ippo_mcast_ifnet;
  int ippo_mcast_loop;
  u_int8_t ippo_mcast_ttl;
};
#define IPPOF_MCAST_IF 0x1
#define IPPOF_MCAST_LOOP 0x2
#define IPPOF_MCAST_TTL 0x4
typedef struct ipf_pktopts *ipf_pktopts_t;

/* A result of EJUSTRETURN keeps the packet, for a later injection. */
typedef errno_t (*ipf_input_func)(void *cookie, mbuf_t *data, int offset, u_int8_t protocol);
typedef errno_t (*ipf_output_func)(void *cookie, mbuf_t *data, ipf_pktopts_t options);
typedef void (*ipf_detach_func)(void *cookie);
struct ipf_filter {
  void *cookie;
  const char *name;
  ipf_input_func ipf_input;
  ipf_output_func ipf_output;
  ipf_detach_func ipf_detach;
};
struct opaque_ipfilter;
typedef struct opaque_ipfilter *ipfilter_t;

__BEGIN_DECLS
errno_t ipf_addv4(const struct ipf_filter *filter, ipfilter_t *reference);
errno_t ipf_addv6(const struct ipf_filter *filter, ipfilter_t *reference);
errno_t ipf_remove(ipfilter_t reference);
errno_t ipf_inject_input(mbuf_t data, ipfilter_t reference);
errno_t ipf_inject_output(mbuf_t data, ipfilter_t reference, ipf_pktopts_t options);
__END_DECLS

#endif /* __KPI_IPFILTER__ */

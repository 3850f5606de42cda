/* SPDX-License-Identifier: Apache-2.0
 *
 * Filters of an interface's frames, as declarations. Nothing behind the functions here: a build
 * names them as missing.
 */
#ifndef __KPI_INTERFACEFILTER__
#define __KPI_INTERFACEFILTER__

#include <sys/kernel_types.h>
#include <net/kpi_interface.h>

struct kev_msg;

typedef errno_t (*iff_input_func)(void *cookie, ifnet_t interface, protocol_family_t protocol,
                                  mbuf_t *data, char **frame);
typedef errno_t (*iff_output_func)(void *cookie, ifnet_t interface, protocol_family_t protocol,
                                   mbuf_t *data);
typedef void (*iff_event_func)(void *cookie, ifnet_t interface, protocol_family_t protocol,
                               const struct kev_msg *event);
typedef errno_t (*iff_ioctl_func)(void *cookie, ifnet_t interface, protocol_family_t protocol,
                                  unsigned long command, void *argument);
typedef void (*iff_detached_func)(void *cookie, ifnet_t interface);
struct iff_filter {
  void *iff_cookie;
  const char *iff_name;
  protocol_family_t iff_protocol;
  iff_input_func iff_input;
  iff_output_func iff_output;
  iff_event_func iff_event;
  iff_ioctl_func iff_ioctl;
  iff_detached_func iff_detached;
};

__BEGIN_DECLS
errno_t iflt_attach(ifnet_t interface, const struct iff_filter *filter,
                    interface_filter_t *reference);
void iflt_detach(interface_filter_t reference);
__END_DECLS

#endif /* __KPI_INTERFACEFILTER__ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * The message buffer interface a client calls: the host's, with Darwin's error numbers, the
 * client's call site for checked mode, and faults where memory is asked for.
 */
#include "sockets.h"

#include <sys/kpi_mbuf.h>

/* The host has one number for two of Darwin's; here it is always ENOTSUP. */
static int darwin(int error) {
  int number = face_errno_to_darwin(error);
  return number == D_EOPNOTSUPP ? D_ENOTSUP : number;
}

#define NOTE() KFACE_NOTE(KFACE_SITE())
#define ANSWER(call)   \
  do {                 \
    NOTE();            \
    return call;       \
  } while (0)
#define ERROR(call)                       \
  do {                                    \
    NOTE();                               \
    return darwin(call);    \
  } while (0)
/* Memory is asked for: it may be refused, and what comes back was another thread's before. */
#define MEMORY(out, call)                                           \
  do {                                                              \
    NOTE();                                                         \
    if (kface_fault_at(KFACE_AT_MBUF).kind == KFACE_FAIL) {         \
      out;                                                          \
      return D_ENOMEM;                                              \
    }                                                               \
    int error_ = darwin(call);                        \
    kface_acquire(&kface_mbuf_order);                               \
    return error_;                                                  \
  } while (0)
#define NOTHING (void)0

/* ---- looking ---- */

void *kface_mbuf_data(mbuf_t m) { ANSWER(mbuf_data(m)); }
void *kface_mbuf_datastart(mbuf_t m) { ANSWER(mbuf_datastart(m)); }
int kface_mbuf_setdata(mbuf_t m, void *data, size_t n) { ERROR(mbuf_setdata(m, data, n)); }
int kface_mbuf_align_32(mbuf_t m, size_t n) { ERROR(mbuf_align_32(m, n)); }
uint64_t kface_mbuf_data_to_physical(void *data) { return mbuf_data_to_physical(data); }
size_t kface_mbuf_len(const mbuf_t m) { ANSWER(mbuf_len(m)); }
void kface_mbuf_setlen(mbuf_t m, size_t n) {
  NOTE();
  mbuf_setlen(m, n);
}
size_t kface_mbuf_maxlen(const mbuf_t m) { ANSWER(mbuf_maxlen(m)); }
size_t kface_mbuf_leadingspace(const mbuf_t m) { ANSWER(mbuf_leadingspace(m)); }
size_t kface_mbuf_trailingspace(const mbuf_t m) { ANSWER(mbuf_trailingspace(m)); }
uint32_t kface_mbuf_type(const mbuf_t m) { ANSWER(mbuf_type(m)); }
int kface_mbuf_settype(mbuf_t m, uint32_t type) { ERROR(mbuf_settype(m, type)); }
uint32_t kface_mbuf_flags(const mbuf_t m) { ANSWER(mbuf_flags(m)); }
int kface_mbuf_setflags(mbuf_t m, uint32_t flags) { ERROR(mbuf_setflags(m, flags)); }
int kface_mbuf_setflags_mask(mbuf_t m, uint32_t flags, uint32_t mask) {
  ERROR(mbuf_setflags_mask(m, flags, mask));
}
int kface_mbuf_mclhasreference(mbuf_t m) { ANSWER(mbuf_mclhasreference(m)); }
mbuf_t kface_mbuf_next(const mbuf_t m) { ANSWER(mbuf_next(m)); }
int kface_mbuf_setnext(mbuf_t m, mbuf_t next) { ERROR(mbuf_setnext(m, next)); }
mbuf_t kface_mbuf_nextpkt(const mbuf_t m) { ANSWER(mbuf_nextpkt(m)); }
void kface_mbuf_setnextpkt(mbuf_t m, mbuf_t next) {
  NOTE();
  mbuf_setnextpkt(m, next);
}

/* ---- allocation and release ---- */

int kface_mbuf_get(uint32_t how, uint32_t type, mbuf_t *m) {
  MEMORY(*m = NULL, mbuf_get(how, type, m));
}
int kface_mbuf_gethdr(uint32_t how, uint32_t type, mbuf_t *m) {
  MEMORY(*m = NULL, mbuf_gethdr(how, type, m));
}
int kface_mbuf_attachcluster(uint32_t how, uint32_t type, mbuf_t *m, char *buffer,
                             void (*release)(char *, unsigned, char *), size_t size,
                             char *argument) {
  MEMORY(NOTHING, mbuf_attachcluster(how, type, m, buffer, release, size, argument));
}
int kface_mbuf_alloccluster(uint32_t how, size_t *size, char **address) {
  MEMORY((*size = 0, *address = NULL), mbuf_alloccluster(how, size, address));
}
void kface_mbuf_freecluster(char *address, size_t size) {
  NOTE();
  kface_publish(&kface_mbuf_order);
  mbuf_freecluster(address, size);
}
int kface_mbuf_getcluster(uint32_t how, uint32_t type, size_t size, mbuf_t *m) {
  MEMORY(NOTHING, mbuf_getcluster(how, type, size, m));
}
int kface_mbuf_mclget(uint32_t how, uint32_t type, mbuf_t *m) {
  MEMORY(NOTHING, mbuf_mclget(how, type, m));
}
int kface_mbuf_getpacket(uint32_t how, mbuf_t *m) {
  MEMORY(*m = NULL, mbuf_getpacket(how, m));
}
int kface_mbuf_allocpacket(uint32_t how, size_t size, unsigned *chunks, mbuf_t *m) {
  MEMORY(NOTHING, mbuf_allocpacket(how, size, chunks, m));
}
int kface_mbuf_allocpacket_list(unsigned count, uint32_t how, size_t size, unsigned *chunks,
                                mbuf_t *m) {
  MEMORY(NOTHING, mbuf_allocpacket_list(count, how, size, chunks, m));
}
mbuf_t kface_mbuf_free(mbuf_t m) {
  kface_publish(&kface_mbuf_order);
  ANSWER(mbuf_free(m));
}
void kface_mbuf_freem(mbuf_t m) {
  NOTE();
  kface_publish(&kface_mbuf_order);
  mbuf_freem(m);
}
int kface_mbuf_freem_list(mbuf_t m) {
  kface_publish(&kface_mbuf_order);
  ANSWER(mbuf_freem_list(m));
}

/* ---- chains ---- */

int kface_mbuf_copym(const mbuf_t m, size_t offset, size_t n, uint32_t how, mbuf_t *copy) {
  MEMORY(*copy = NULL, mbuf_copym(m, offset, n, how, copy));
}
int kface_mbuf_dup(const mbuf_t m, uint32_t how, mbuf_t *copy) {
  MEMORY(*copy = NULL, mbuf_dup(m, how, copy));
}
int kface_mbuf_prepend(mbuf_t *m, size_t n, uint32_t how) {
  MEMORY((mbuf_freem(*m), *m = NULL), mbuf_prepend(m, n, how));
}
int kface_mbuf_split(mbuf_t m, size_t offset, uint32_t how, mbuf_t *rest) {
  MEMORY(NOTHING, mbuf_split(m, offset, how, rest));
}
int kface_mbuf_pullup(mbuf_t *m, size_t n) {
  MEMORY((mbuf_freem(*m), *m = NULL), mbuf_pullup(m, n));
}
int kface_mbuf_pulldown(mbuf_t m, size_t *offset, size_t n, mbuf_t *location) {
  MEMORY((mbuf_freem(m), *location = NULL), mbuf_pulldown(m, offset, n, location));
}
void kface_mbuf_adj(mbuf_t m, int n) {
  NOTE();
  mbuf_adj(m, n);
}
int kface_mbuf_adjustlen(mbuf_t m, int n) { ERROR(mbuf_adjustlen(m, n)); }
mbuf_t kface_mbuf_concatenate(mbuf_t to, mbuf_t from) { ANSWER(mbuf_concatenate(to, from)); }
int kface_mbuf_copydata(const mbuf_t m, size_t offset, size_t n, void *into) {
  ERROR(mbuf_copydata(m, offset, n, into));
}
int kface_mbuf_copyback(mbuf_t m, size_t offset, size_t n, const void *data, uint32_t how) {
  NOTE();
  if (kface_fault_at(KFACE_AT_MBUF).kind == KFACE_FAIL) return D_ENOBUFS;
  return darwin(mbuf_copyback(m, offset, n, data, how));
}
int kface_mbuf_copy_pkthdr(mbuf_t to, const mbuf_t from) { ERROR(mbuf_copy_pkthdr(to, from)); }

/* ---- packet headers ---- */

size_t kface_mbuf_pkthdr_len(const mbuf_t m) { ANSWER(mbuf_pkthdr_len(m)); }
void kface_mbuf_pkthdr_setlen(mbuf_t m, size_t n) {
  NOTE();
  mbuf_pkthdr_setlen(m, n);
}
void kface_mbuf_pkthdr_adjustlen(mbuf_t m, int n) {
  NOTE();
  mbuf_pkthdr_adjustlen(m, n);
}
ifnet_t kface_mbuf_pkthdr_rcvif(const mbuf_t m) { ANSWER(mbuf_pkthdr_rcvif(m)); }
int kface_mbuf_pkthdr_setrcvif(mbuf_t m, ifnet_t ifp) { ERROR(mbuf_pkthdr_setrcvif(m, ifp)); }
void *kface_mbuf_pkthdr_header(const mbuf_t m) { ANSWER(mbuf_pkthdr_header(m)); }
void kface_mbuf_pkthdr_setheader(mbuf_t m, void *header) {
  NOTE();
  mbuf_pkthdr_setheader(m, header);
}
void kface_mbuf_inbound_modified(mbuf_t m) { mbuf_inbound_modified(m); }
/* The family is Darwin's: 30 is version 6. */
void kface_mbuf_outbound_finalize(mbuf_t m, uint32_t family, size_t offset) {
  mbuf_outbound_finalize(m, family == 30 ? 10 : family, offset);
}
int kface_mbuf_set_vlan_tag(mbuf_t m, uint16_t v) { ERROR(mbuf_set_vlan_tag(m, v)); }
int kface_mbuf_get_vlan_tag(mbuf_t m, uint16_t *v) { ERROR(mbuf_get_vlan_tag(m, v)); }
int kface_mbuf_clear_vlan_tag(mbuf_t m) { ERROR(mbuf_clear_vlan_tag(m)); }
int kface_mbuf_set_csum_requested(mbuf_t m, uint32_t r, uint32_t v) {
  ERROR(mbuf_set_csum_requested(m, r, v));
}
int kface_mbuf_get_csum_requested(mbuf_t m, uint32_t *r, uint32_t *v) {
  ERROR(mbuf_get_csum_requested(m, r, v));
}
int kface_mbuf_clear_csum_requested(mbuf_t m) { ERROR(mbuf_clear_csum_requested(m)); }
int kface_mbuf_set_csum_performed(mbuf_t m, uint32_t f, uint32_t v) {
  ERROR(mbuf_set_csum_performed(m, f, v));
}
int kface_mbuf_get_csum_performed(mbuf_t m, uint32_t *f, uint32_t *v) {
  ERROR(mbuf_get_csum_performed(m, f, v));
}
int kface_mbuf_clear_csum_performed(mbuf_t m) { ERROR(mbuf_clear_csum_performed(m)); }
int kface_mbuf_get_tso_requested(mbuf_t m, uint32_t *r, uint32_t *v) {
  ERROR(mbuf_get_tso_requested(m, r, v));
}
int kface_mbuf_inet_cksum(mbuf_t m, int p, uint32_t offset, uint32_t n, uint16_t *sum) {
  ERROR(mbuf_inet_cksum(m, p, offset, n, sum));
}
int kface_mbuf_inet6_cksum(mbuf_t m, int p, uint32_t offset, uint32_t n, uint16_t *sum) {
  ERROR(mbuf_inet6_cksum(m, p, offset, n, sum));
}

/* ---- tags ---- */

int kface_mbuf_tag_id_find(const char *name, uint32_t *id) { ERROR(mbuf_tag_id_find(name, id)); }
int kface_mbuf_tag_allocate(mbuf_t m, uint32_t id, uint16_t type, size_t n, uint32_t how,
                            void **data) {
  MEMORY(*data = NULL, mbuf_tag_allocate(m, id, type, n, how, data));
}
int kface_mbuf_tag_find(mbuf_t m, uint32_t id, uint16_t type, size_t *n, void **data) {
  ERROR(mbuf_tag_find(m, id, type, n, data));
}
void kface_mbuf_tag_free(mbuf_t m, uint32_t id, uint16_t type) {
  NOTE();
  mbuf_tag_free(m, id, type);
}
int kface_mbuf_add_drvaux(mbuf_t m, uint32_t how, uint32_t family, uint32_t sub, size_t n,
                          void **data) {
  ERROR(mbuf_add_drvaux(m, how, family, sub, n, data));
}
int kface_mbuf_find_drvaux(mbuf_t m, uint32_t *family, uint32_t *sub, uint32_t *n, void **data) {
  ERROR(mbuf_find_drvaux(m, family, sub, n, data));
}
void kface_mbuf_del_drvaux(mbuf_t m) { mbuf_del_drvaux(m); }

/* ---- sizes, statistics, classes ---- */

void kface_mbuf_stats(struct mbuf_stat *stats) { mbuf_stats(stats); }
uint32_t kface_mbuf_get_mlen(void) { return mbuf_get_mlen(); }
uint32_t kface_mbuf_get_mhlen(void) { return mbuf_get_mhlen(); }
uint32_t kface_mbuf_get_minclsize(void) { return mbuf_get_minclsize(); }
int kface_mbuf_get_traffic_class(mbuf_t m) { return (int)mbuf_get_traffic_class(m); }
int kface_mbuf_set_traffic_class(mbuf_t m, int tc) {
  ERROR(mbuf_set_traffic_class(m, (mbuf_traffic_class_t)tc));
}
int kface_mbuf_is_traffic_class_privileged(mbuf_t m) {
  return mbuf_is_traffic_class_privileged(m);
}
uint32_t kface_mbuf_get_traffic_class_max_count(void) {
  return mbuf_get_traffic_class_max_count();
}
int kface_mbuf_get_traffic_class_index(int tc, uint32_t *index) {
  ERROR(mbuf_get_traffic_class_index((mbuf_traffic_class_t)tc, index));
}
int kface_mbuf_get_service_class(mbuf_t m) { return (int)mbuf_get_service_class(m); }
int kface_mbuf_set_service_class(mbuf_t m, int sc) {
  ERROR(mbuf_set_service_class(m, (mbuf_svc_class_t)sc));
}
int kface_mbuf_is_service_class_privileged(mbuf_t m) {
  return mbuf_is_service_class_privileged(m);
}
uint32_t kface_mbuf_get_service_class_max_count(void) {
  return mbuf_get_service_class_max_count();
}
int kface_mbuf_get_service_class_index(int sc, uint32_t *index) {
  ERROR(mbuf_get_service_class_index((mbuf_svc_class_t)sc, index));
}
int kface_mbuf_pkthdr_aux_flags(mbuf_t m, uint32_t *flags) { ERROR(mbuf_pkthdr_aux_flags(m, flags)); }
int kface_mbuf_get_driver_scratch(mbuf_t m, uint8_t **area, size_t *n) {
  ERROR(mbuf_get_driver_scratch(m, area, n));
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Message buffers: allocation, chains, packet headers, tags. Sizes of the payload areas are not
 * constants; ask mbuf_stats or the three size queries.
 */
#ifndef __KPI_MBUF__
#define __KPI_MBUF__

#include <sys/kernel_types.h>
#include <mach/vm_types.h>
#include <sys/errno.h>

__BEGIN_DECLS

enum {
  MBUF_EXT = 0x0001,
  MBUF_PKTHDR = 0x0002,
  MBUF_EOR = 0x0004,
  MBUF_LOOP = 0x0040,
  MBUF_BCAST = 0x0100,
  MBUF_MCAST = 0x0200,
  MBUF_FRAG = 0x0400,
  MBUF_FIRSTFRAG = 0x0800,
  MBUF_LASTFRAG = 0x1000,
  MBUF_PROMISC = 0x2000,
  MBUF_HASFCS = 0x4000
};
typedef u_int32_t mbuf_flags_t;

enum {
  MBUF_TYPE_FREE = 0,
  MBUF_TYPE_DATA = 1,
  MBUF_TYPE_HEADER = 2,
  MBUF_TYPE_SOCKET = 3,
  MBUF_TYPE_PCB = 4,
  MBUF_TYPE_RTABLE = 5,
  MBUF_TYPE_HTABLE = 6,
  MBUF_TYPE_ATABLE = 7,
  MBUF_TYPE_SONAME = 8,
  MBUF_TYPE_SOOPTS = 10,
  MBUF_TYPE_FTABLE = 11,
  MBUF_TYPE_RIGHTS = 12,
  MBUF_TYPE_IFADDR = 13,
  MBUF_TYPE_CONTROL = 14,
  MBUF_TYPE_OOBDATA = 15
};
typedef u_int32_t mbuf_type_t;

enum {
  MBUF_CSUM_REQ_IP = 0x0001,
  MBUF_CSUM_REQ_TCP = 0x0002,
  MBUF_CSUM_REQ_UDP = 0x0004,
  MBUF_CSUM_REQ_SUM16 = 0x1000,
  MBUF_CSUM_REQ_TCPIPV6 = 0x0020,
  MBUF_CSUM_REQ_UDPIPV6 = 0x0040
};
typedef u_int32_t mbuf_csum_request_flags_t;

enum { MBUF_TSO_IPV4 = 0x100000, MBUF_TSO_IPV6 = 0x200000 };
typedef u_int32_t mbuf_tso_request_flags_t;

enum {
  MBUF_CSUM_DID_IP = 0x0100,
  MBUF_CSUM_IP_GOOD = 0x0200,
  MBUF_CSUM_DID_DATA = 0x0400,
  MBUF_CSUM_PSEUDO_HDR = 0x0800,
  MBUF_CSUM_TCP_SUM16 = 0x1000
};
typedef u_int32_t mbuf_csum_performed_flags_t;

enum { MBUF_WAITOK = 0, MBUF_DONTWAIT = 1 };
typedef u_int32_t mbuf_how_t;

typedef u_int32_t mbuf_tag_id_t;
typedef u_int16_t mbuf_tag_type_t;

#define MBUF_COPYALL 1000000000

struct mbuf_stat {
  u_int32_t mbufs;
  u_int32_t clusters;
  u_int32_t clfree;
  u_int32_t drops;
  u_int32_t wait;
  u_int32_t drain;
  u_short mtypes[256];
  u_int32_t mcfail;
  u_int32_t mpfail;
  u_int32_t msize;
  u_int32_t mclbytes;
  u_int32_t minclsize;
  u_int32_t mlen;
  u_int32_t mhlen;
  u_int32_t bigclusters;
  u_int32_t bigclfree;
  u_int32_t bigmclbytes;
};

typedef enum {
  MBUF_TC_UNSPEC = -1,
  MBUF_TC_BE = 0,
  MBUF_TC_BK = 1,
  MBUF_TC_VI = 2,
  MBUF_TC_VO = 3,
  MBUF_TC_MAX = 4
} mbuf_traffic_class_t;

typedef enum {
  MBUF_SC_UNSPEC = -1,
  MBUF_SC_BK_SYS = 0x00080090,
  MBUF_SC_BK = 0x00100080,
  MBUF_SC_BE = 0x00000000,
  MBUF_SC_RD = 0x00180010,
  MBUF_SC_OAM = 0x00200020,
  MBUF_SC_AV = 0x00280120,
  MBUF_SC_RV = 0x00300110,
  MBUF_SC_VI = 0x00380100,
  MBUF_SC_VO = 0x00400180,
  MBUF_SC_CTL = 0x00480190
} mbuf_svc_class_t;

enum { MBUF_PKTAUXF_INET_RESOLVE_RTR = 0x0004, MBUF_PKTAUXF_INET6_RESOLVE_RTR = 0x0008 };
typedef u_int32_t mbuf_pkthdr_aux_flags_t;

/* Looking at one mbuf. */
void *mbuf_data(mbuf_t mbuf) KF(mbuf_data);
void *mbuf_datastart(mbuf_t mbuf) KF(mbuf_datastart);
errno_t mbuf_setdata(mbuf_t mbuf, void *data, size_t len) KF(mbuf_setdata);
errno_t mbuf_align_32(mbuf_t mbuf, size_t len) KF(mbuf_align_32);
addr64_t mbuf_data_to_physical(void *ptr) KF(mbuf_data_to_physical);
size_t mbuf_len(const mbuf_t mbuf) KF(mbuf_len);
void mbuf_setlen(mbuf_t mbuf, size_t len) KF(mbuf_setlen);
size_t mbuf_maxlen(const mbuf_t mbuf) KF(mbuf_maxlen);
size_t mbuf_leadingspace(const mbuf_t mbuf) KF(mbuf_leadingspace);
size_t mbuf_trailingspace(const mbuf_t mbuf) KF(mbuf_trailingspace);
mbuf_type_t mbuf_type(const mbuf_t mbuf) KF(mbuf_type);
errno_t mbuf_settype(mbuf_t mbuf, mbuf_type_t new_type) KF(mbuf_settype);
mbuf_flags_t mbuf_flags(const mbuf_t mbuf) KF(mbuf_flags);
errno_t mbuf_setflags(mbuf_t mbuf, mbuf_flags_t flags) KF(mbuf_setflags);
errno_t mbuf_setflags_mask(mbuf_t mbuf, mbuf_flags_t flags, mbuf_flags_t mask)
  KF(mbuf_setflags_mask);
int mbuf_mclhasreference(mbuf_t mbuf) KF(mbuf_mclhasreference);
mbuf_t mbuf_next(const mbuf_t mbuf) KF(mbuf_next);
errno_t mbuf_setnext(mbuf_t mbuf, mbuf_t next) KF(mbuf_setnext);
mbuf_t mbuf_nextpkt(const mbuf_t mbuf) KF(mbuf_nextpkt);
void mbuf_setnextpkt(mbuf_t mbuf, mbuf_t nextpkt) KF(mbuf_setnextpkt);

/* Allocation and release. */
errno_t mbuf_get(mbuf_how_t how, mbuf_type_t type, mbuf_t *mbuf) KF(mbuf_get);
errno_t mbuf_gethdr(mbuf_how_t how, mbuf_type_t type, mbuf_t *mbuf) KF(mbuf_gethdr);
errno_t mbuf_attachcluster(mbuf_how_t how, mbuf_type_t type, mbuf_t *mbuf, caddr_t extbuf,
                           void (*extfree)(caddr_t, u_int, caddr_t), size_t extsize,
                           caddr_t extarg) KF(mbuf_attachcluster);
errno_t mbuf_alloccluster(mbuf_how_t how, size_t *size, caddr_t *addr) KF(mbuf_alloccluster);
void mbuf_freecluster(caddr_t addr, size_t size) KF(mbuf_freecluster);
errno_t mbuf_getcluster(mbuf_how_t how, mbuf_type_t type, size_t size, mbuf_t *mbuf)
  KF(mbuf_getcluster);
errno_t mbuf_mclget(mbuf_how_t how, mbuf_type_t type, mbuf_t *mbuf) KF(mbuf_mclget);
errno_t mbuf_getpacket(mbuf_how_t how, mbuf_t *mbuf) KF(mbuf_getpacket);
errno_t mbuf_allocpacket(mbuf_how_t how, size_t packetlen, unsigned int *maxchunks, mbuf_t *mbuf)
  KF(mbuf_allocpacket);
errno_t mbuf_allocpacket_list(unsigned int numpkts, mbuf_how_t how, size_t packetlen,
                              unsigned int *maxchunks, mbuf_t *mbuf) KF(mbuf_allocpacket_list);
mbuf_t mbuf_free(mbuf_t mbuf) KF(mbuf_free);
void mbuf_freem(mbuf_t mbuf) KF(mbuf_freem);
int mbuf_freem_list(mbuf_t mbuf) KF(mbuf_freem_list);

/* Chains. */
errno_t mbuf_copym(const mbuf_t src, size_t offset, size_t len, mbuf_how_t how, mbuf_t *new_mbuf)
  KF(mbuf_copym);
errno_t mbuf_dup(const mbuf_t src, mbuf_how_t how, mbuf_t *new_mbuf) KF(mbuf_dup);
errno_t mbuf_prepend(mbuf_t *mbuf, size_t len, mbuf_how_t how) KF(mbuf_prepend);
errno_t mbuf_split(mbuf_t src, size_t offset, mbuf_how_t how, mbuf_t *new_mbuf) KF(mbuf_split);
errno_t mbuf_pullup(mbuf_t *mbuf, size_t len) KF(mbuf_pullup);
errno_t mbuf_pulldown(mbuf_t src, size_t *offset, size_t length, mbuf_t *location)
  KF(mbuf_pulldown);
void mbuf_adj(mbuf_t mbuf, int len) KF(mbuf_adj);
errno_t mbuf_adjustlen(mbuf_t mbuf, int amount) KF(mbuf_adjustlen);
mbuf_t mbuf_concatenate(mbuf_t dst, mbuf_t src) KF(mbuf_concatenate);
errno_t mbuf_copydata(const mbuf_t mbuf, size_t offset, size_t length, void *out_data)
  KF(mbuf_copydata);
errno_t mbuf_copyback(mbuf_t mbuf, size_t offset, size_t length, const void *data, mbuf_how_t how)
  KF(mbuf_copyback);
errno_t mbuf_copy_pkthdr(mbuf_t dest, const mbuf_t src) KF(mbuf_copy_pkthdr);

/* Packet headers. */
size_t mbuf_pkthdr_len(const mbuf_t mbuf) KF(mbuf_pkthdr_len);
void mbuf_pkthdr_setlen(mbuf_t mbuf, size_t len) KF(mbuf_pkthdr_setlen);
void mbuf_pkthdr_adjustlen(mbuf_t mbuf, int amount) KF(mbuf_pkthdr_adjustlen);
ifnet_t mbuf_pkthdr_rcvif(const mbuf_t mbuf) KF(mbuf_pkthdr_rcvif);
errno_t mbuf_pkthdr_setrcvif(mbuf_t mbuf, ifnet_t ifp) KF(mbuf_pkthdr_setrcvif);
void *mbuf_pkthdr_header(const mbuf_t mbuf) KF(mbuf_pkthdr_header);
void mbuf_pkthdr_setheader(mbuf_t mbuf, void *header) KF(mbuf_pkthdr_setheader);
void mbuf_inbound_modified(mbuf_t mbuf) KF(mbuf_inbound_modified);
void mbuf_outbound_finalize(mbuf_t mbuf, u_int32_t protocol_family, size_t protocol_offset)
  KF(mbuf_outbound_finalize);
errno_t mbuf_set_vlan_tag(mbuf_t mbuf, u_int16_t vlan) KF(mbuf_set_vlan_tag);
errno_t mbuf_get_vlan_tag(mbuf_t mbuf, u_int16_t *vlan) KF(mbuf_get_vlan_tag);
errno_t mbuf_clear_vlan_tag(mbuf_t mbuf) KF(mbuf_clear_vlan_tag);
errno_t mbuf_set_csum_requested(mbuf_t mbuf, mbuf_csum_request_flags_t request, u_int32_t value)
  KF(mbuf_set_csum_requested);
errno_t mbuf_get_csum_requested(mbuf_t mbuf, mbuf_csum_request_flags_t *request, u_int32_t *value)
  KF(mbuf_get_csum_requested);
errno_t mbuf_clear_csum_requested(mbuf_t mbuf) KF(mbuf_clear_csum_requested);
errno_t mbuf_set_csum_performed(mbuf_t mbuf, mbuf_csum_performed_flags_t flags, u_int32_t value)
  KF(mbuf_set_csum_performed);
errno_t mbuf_get_csum_performed(mbuf_t mbuf, mbuf_csum_performed_flags_t *flags, u_int32_t *value)
  KF(mbuf_get_csum_performed);
errno_t mbuf_clear_csum_performed(mbuf_t mbuf) KF(mbuf_clear_csum_performed);
errno_t mbuf_get_tso_requested(mbuf_t mbuf, mbuf_tso_request_flags_t *request, u_int32_t *value)
  KF(mbuf_get_tso_requested);
errno_t mbuf_inet_cksum(mbuf_t mbuf, int protocol, u_int32_t offset, u_int32_t length,
                        u_int16_t *csum) KF(mbuf_inet_cksum);
errno_t mbuf_inet6_cksum(mbuf_t mbuf, int protocol, u_int32_t offset, u_int32_t length,
                         u_int16_t *csum) KF(mbuf_inet6_cksum);

/* Tags. */
errno_t mbuf_tag_id_find(const char *string, mbuf_tag_id_t *id) KF(mbuf_tag_id_find);
errno_t mbuf_tag_allocate(mbuf_t mbuf, mbuf_tag_id_t id, mbuf_tag_type_t type, size_t length,
                          mbuf_how_t how, void **data) KF(mbuf_tag_allocate);
errno_t mbuf_tag_find(mbuf_t mbuf, mbuf_tag_id_t id, mbuf_tag_type_t type, size_t *length,
                      void **data) KF(mbuf_tag_find);
void mbuf_tag_free(mbuf_t mbuf, mbuf_tag_id_t id, mbuf_tag_type_t type) KF(mbuf_tag_free);
errno_t mbuf_add_drvaux(mbuf_t mbuf, mbuf_how_t how, u_int32_t family, u_int32_t subfamily,
                        size_t length, void **data) KF(mbuf_add_drvaux);
errno_t mbuf_find_drvaux(mbuf_t mbuf, u_int32_t *family, u_int32_t *subfamily, u_int32_t *length,
                         void **data) KF(mbuf_find_drvaux);
void mbuf_del_drvaux(mbuf_t mbuf) KF(mbuf_del_drvaux);

/* Sizes, statistics, classes. */
void mbuf_stats(struct mbuf_stat *stats) KF(mbuf_stats);
u_int32_t mbuf_get_mlen(void) KF(mbuf_get_mlen);
u_int32_t mbuf_get_mhlen(void) KF(mbuf_get_mhlen);
u_int32_t mbuf_get_minclsize(void) KF(mbuf_get_minclsize);
mbuf_traffic_class_t mbuf_get_traffic_class(mbuf_t mbuf) KF(mbuf_get_traffic_class);
errno_t mbuf_set_traffic_class(mbuf_t mbuf, mbuf_traffic_class_t tc) KF(mbuf_set_traffic_class);
int mbuf_is_traffic_class_privileged(mbuf_t mbuf) KF(mbuf_is_traffic_class_privileged);
u_int32_t mbuf_get_traffic_class_max_count(void) KF(mbuf_get_traffic_class_max_count);
errno_t mbuf_get_traffic_class_index(mbuf_traffic_class_t tc, u_int32_t *index)
  KF(mbuf_get_traffic_class_index);
mbuf_svc_class_t mbuf_get_service_class(mbuf_t mbuf) KF(mbuf_get_service_class);
errno_t mbuf_set_service_class(mbuf_t mbuf, mbuf_svc_class_t sc) KF(mbuf_set_service_class);
int mbuf_is_service_class_privileged(mbuf_t mbuf) KF(mbuf_is_service_class_privileged);
u_int32_t mbuf_get_service_class_max_count(void) KF(mbuf_get_service_class_max_count);
errno_t mbuf_get_service_class_index(mbuf_svc_class_t sc, u_int32_t *index)
  KF(mbuf_get_service_class_index);
errno_t mbuf_pkthdr_aux_flags(mbuf_t mbuf, mbuf_pkthdr_aux_flags_t *flags)
  KF(mbuf_pkthdr_aux_flags);
errno_t mbuf_get_driver_scratch(mbuf_t mbuf, u_int8_t **area, size_t *area_len)
  KF(mbuf_get_driver_scratch);

/* Driver queues: packets linked by nextpkt behind a head, a tail and a count. */
#define IF_ENQUEUE_MBUF(ifq, m)                     \
  {                                                 \
    mbuf_setnextpkt((m), NULL);                     \
    if ((ifq)->ifq_tail == NULL)                    \
      (ifq)->ifq_head = (m);                        \
    else                                            \
      mbuf_setnextpkt((mbuf_t)(ifq)->ifq_tail, (m)); \
    (ifq)->ifq_tail = (m);                          \
    (ifq)->ifq_len++;                               \
  }
#define IF_PREPEND_MBUF(ifq, m)                     \
  {                                                 \
    mbuf_setnextpkt((m), (mbuf_t)(ifq)->ifq_head);  \
    if ((ifq)->ifq_tail == NULL) (ifq)->ifq_tail = (m); \
    (ifq)->ifq_head = (m);                          \
    (ifq)->ifq_len++;                               \
  }
#define IF_DEQUEUE_MBUF(ifq, m)                     \
  {                                                 \
    (m) = (ifq)->ifq_head;                          \
    if (m) {                                        \
      if (((ifq)->ifq_head = mbuf_nextpkt((m))) == NULL) (ifq)->ifq_tail = NULL; \
      mbuf_setnextpkt((m), NULL);                   \
      (ifq)->ifq_len--;                             \
    }                                               \
  }

__END_DECLS

#endif /* __KPI_MBUF__ */

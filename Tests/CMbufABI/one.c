/* SPDX-License-Identifier: Apache-2.0
 * Cases about one mbuf: its data window, types, flags. */
#include "check.h"

void case_data(void) {
  mbuf_t m = NULL;
  EXPECT(mbuf_get(MBUF_WAITOK, MBUF_TYPE_DATA, &m), 0);
  unsigned char *start = mbuf_datastart(m);
  HOLDS(mbuf_data(m) == start);
  EXPECT(mbuf_len(m), 0);
  EXPECT(mbuf_setdata(m, start + 10, 100), 0);
  HOLDS(mbuf_data(m) == start + 10);
  EXPECT(mbuf_len(m), 100);
  EXPECT(mbuf_setdata(m, start + 224, 0), 0); /* touching the end is allowed */
  EXPECT(mbuf_setdata(m, start, 224), 0);
  EXPECT(mbuf_setdata(m, start - 1, 1), EINVAL);
  EXPECT(mbuf_setdata(m, start + 1, 224), EINVAL);
  EXPECT(mbuf_setdata(m, start + 225, 0), EINVAL);
  EXPECT(mbuf_setdata(m, start, (size_t)-1), EINVAL);
  HOLDS(mbuf_data(m) == start);
  EXPECT(mbuf_len(m), 224);
  mbuf_setlen(m, 20);
  EXPECT(mbuf_len(m), 20);
  EXPECT(mbuf_adjustlen(m, -21), EINVAL);
  EXPECT(mbuf_adjustlen(m, -20), 0);
  EXPECT(mbuf_adjustlen(m, 224), 0);
  EXPECT(mbuf_adjustlen(m, 1), EINVAL);
  EXPECT(mbuf_len(m), 224);
  EXPECT(mbuf_setdata(m, start + 200, 0), 0);
  EXPECT(mbuf_adjustlen(m, 25), EINVAL);
  EXPECT(mbuf_adjustlen(m, 24), 0);
  mbuf_freem(m);
}

void case_space(void) {
  mbuf_t m = NULL, copy = NULL;
  EXPECT(mbuf_get(MBUF_WAITOK, MBUF_TYPE_DATA, &m), 0);
  EXPECT(mbuf_maxlen(m), 224);
  EXPECT(mbuf_setdata(m, (char *)mbuf_datastart(m) + 24, 100), 0);
  EXPECT(mbuf_leadingspace(m), 24);
  EXPECT(mbuf_trailingspace(m), 100);
  mbuf_freem(m);
  EXPECT(mbuf_gethdr(MBUF_WAITOK, MBUF_TYPE_DATA, &m), 0);
  EXPECT(mbuf_maxlen(m), 112);
  EXPECT(mbuf_trailingspace(m), 112);
  EXPECT(mbuf_mclget(MBUF_WAITOK, MBUF_TYPE_DATA, &m), 0);
  EXPECT(mbuf_maxlen(m), 2048);
  EXPECT(mbuf_setdata(m, (char *)mbuf_datastart(m) + 48, 1000), 0);
  EXPECT(mbuf_leadingspace(m), 48);
  EXPECT(mbuf_trailingspace(m), 1000);
  EXPECT(mbuf_copym(m, 0, MBUF_COPYALL, MBUF_WAITOK, &copy), 0);
  EXPECT(mbuf_leadingspace(m), 0); /* shared: no room */
  EXPECT(mbuf_trailingspace(m), 0);
  EXPECT(mbuf_leadingspace(copy), 0);
  EXPECT(mbuf_trailingspace(copy), 0);
  mbuf_freem(copy);
  EXPECT(mbuf_leadingspace(m), 48);
  mbuf_freem(m);
}

void case_align(void) {
  mbuf_t m = NULL, copy = NULL;
  EXPECT(mbuf_get(MBUF_WAITOK, MBUF_TYPE_DATA, &m), 0);
  char *start = mbuf_datastart(m);
  EXPECT(mbuf_align_32(m, 22), 0);
  EXPECT((char *)mbuf_data(m) - start, 200);
  EXPECT(mbuf_align_32(m, 224), 0);
  EXPECT((char *)mbuf_data(m) - start, 0);
  EXPECT(mbuf_align_32(m, 1000), 0); /* does not fit: stays at the start */
  EXPECT((char *)mbuf_data(m) - start, 0);
  EXPECT(mbuf_mclget(MBUF_WAITOK, MBUF_TYPE_DATA, &m), 0);
  EXPECT(mbuf_align_32(m, 48), 0);
  EXPECT((char *)mbuf_data(m) - (char *)mbuf_datastart(m), 2000);
  mbuf_setlen(m, 48);
  EXPECT(mbuf_copym(m, 0, 48, MBUF_WAITOK, &copy), 0);
  EXPECT(mbuf_align_32(m, 4), ENOTSUP);
  mbuf_freem(copy);
  EXPECT(mbuf_data_to_physical(mbuf_data(m)), 0);
  mbuf_freem(m);
}

void case_type(void) {
  mbuf_t m = NULL;
  EXPECT(mbuf_get(MBUF_WAITOK, MBUF_TYPE_CONTROL, &m), 0);
  EXPECT(mbuf_type(m), MBUF_TYPE_CONTROL);
  EXPECT(mbuf_settype(m, MBUF_TYPE_FREE), EINVAL);
  EXPECT(mbuf_settype(m, 256), EINVAL);
  EXPECT(mbuf_settype(m, MBUF_TYPE_OOBDATA), 0);
  EXPECT(mbuf_type(m), MBUF_TYPE_OOBDATA);
  mbuf_freem(m);
}

void case_flags(void) {
  mbuf_t m = NULL;
  EXPECT(mbuf_get(MBUF_WAITOK, MBUF_TYPE_DATA, &m), 0);
  EXPECT(mbuf_flags(m), 0);
  EXPECT(mbuf_setflags(m, MBUF_EOR | MBUF_MCAST), 0);
  EXPECT(mbuf_flags(m), MBUF_EOR | MBUF_MCAST);
  EXPECT(mbuf_setflags(m, MBUF_BCAST), 0); /* replaces all */
  EXPECT(mbuf_flags(m), MBUF_BCAST);
  EXPECT(mbuf_setflags(m, MBUF_EXT), EINVAL);
  EXPECT(mbuf_setflags(m, 0x0010), EINVAL); /* a private bit */
  EXPECT(mbuf_setflags(m, 0x10000), EINVAL);
  EXPECT(mbuf_setflags_mask(m, MBUF_PROMISC, MBUF_PROMISC | MBUF_LOOP), 0);
  EXPECT(mbuf_flags(m), MBUF_BCAST | MBUF_PROMISC);
  EXPECT(mbuf_setflags_mask(m, 0, MBUF_EXT), EINVAL);
  EXPECT(mbuf_setflags_mask(m, MBUF_EXT, 0), EINVAL);
  EXPECT(mbuf_setflags_mask(m, 0, 0x0008), EINVAL);

  /* A plain mbuf becomes a header mbuf while it is empty. */
  EXPECT(mbuf_setflags_mask(m, MBUF_PKTHDR, MBUF_PKTHDR), 0);
  EXPECT(mbuf_maxlen(m), 112);
  EXPECT(mbuf_pkthdr_len(m), 0);
  mbuf_setlen(m, 10);
  EXPECT(mbuf_setflags_mask(m, 0, MBUF_PKTHDR), 0);
  EXPECT(mbuf_maxlen(m), 224);
  EXPECT(mbuf_setflags_mask(m, MBUF_PKTHDR | MBUF_FRAG, MBUF_PKTHDR | MBUF_FRAG), EBUSY);
  EXPECT(mbuf_flags(m) & (MBUF_PKTHDR | MBUF_FRAG), MBUF_FRAG); /* the other bits have changed */
  mbuf_freem(m);

  /* With a cluster: everything but a change of MBUF_EXT. */
  m = NULL;
  EXPECT(mbuf_mclget(MBUF_WAITOK, MBUF_TYPE_DATA, &m), 0);
  mbuf_setlen(m, 500);
  EXPECT(mbuf_setflags(m, MBUF_EOR), EINVAL);
  EXPECT(mbuf_setflags(m, MBUF_EOR | MBUF_EXT), 0);
  EXPECT(mbuf_setflags_mask(m, MBUF_PKTHDR, MBUF_PKTHDR), 0);
  EXPECT(mbuf_flags(m), MBUF_EOR | MBUF_EXT | MBUF_PKTHDR);
  EXPECT(mbuf_len(m), 500);
  mbuf_freem(m);
}

void case_links(void) {
  mbuf_t a = NULL, b = NULL, c = NULL;
  EXPECT(mbuf_gethdr(MBUF_WAITOK, MBUF_TYPE_DATA, &a), 0);
  EXPECT(mbuf_get(MBUF_WAITOK, MBUF_TYPE_DATA, &b), 0);
  EXPECT(mbuf_gethdr(MBUF_WAITOK, MBUF_TYPE_DATA, &c), 0);
  HOLDS(mbuf_next(a) == NULL && mbuf_nextpkt(a) == NULL);
  EXPECT(mbuf_setnext(a, b), 0);
  HOLDS(mbuf_next(a) == b);
  EXPECT(mbuf_setnext(a, NULL), 0); /* b is not freed */
  EXPECT(mbuf_type(b), MBUF_TYPE_DATA);
  mbuf_setnextpkt(a, c);
  HOLDS(mbuf_nextpkt(a) == c);
  EXPECT(mbuf_setnext(b, a), EINVAL); /* a is linked to another packet */
  mbuf_setnextpkt(a, NULL);
  HOLDS(mbuf_nextpkt(a) == NULL);
  EXPECT(mbuf_setnext(b, a), 0);
  mbuf_freem(b);
  EXPECT(mbuf_setnext(c, a), EINVAL); /* a has been freed */
  mbuf_freem(c);
}

void case_null(void) {
  size_t size = 7;
  unsigned int number = 0;
  u_int32_t word = 0, other = 0;
  u_int16_t half = 0;
  u_int8_t *area = NULL;
  void *data = NULL;
  mbuf_t none = NULL;
  HOLDS(mbuf_data(NULL) == NULL && mbuf_datastart(NULL) == NULL);
  EXPECT(mbuf_setdata(NULL, &size, 1), EINVAL);
  EXPECT(mbuf_align_32(NULL, 4), EINVAL);
  EXPECT(mbuf_get(MBUF_WAITOK, MBUF_TYPE_DATA, NULL), EINVAL);
  EXPECT(mbuf_gethdr(MBUF_WAITOK, MBUF_TYPE_DATA, NULL), EINVAL);
  EXPECT(mbuf_mclget(MBUF_WAITOK, MBUF_TYPE_DATA, NULL), EINVAL);
  EXPECT(mbuf_getpacket(MBUF_WAITOK, NULL), EINVAL);
  EXPECT(mbuf_allocpacket(MBUF_WAITOK, 1, &number, NULL), EINVAL);
  HOLDS(mbuf_free(NULL) == NULL);
  mbuf_freem(NULL);
  EXPECT(mbuf_freem_list(NULL), 0);
  EXPECT(mbuf_leadingspace(NULL) + mbuf_trailingspace(NULL) + mbuf_len(NULL) + mbuf_maxlen(NULL), 0);
  EXPECT(mbuf_copym(NULL, 0, 1, MBUF_WAITOK, &none), EINVAL);
  EXPECT(mbuf_dup(NULL, MBUF_WAITOK, &none), EINVAL);
  EXPECT(mbuf_prepend(NULL, 4, MBUF_WAITOK), EINVAL);
  EXPECT(mbuf_prepend(&none, 4, MBUF_WAITOK), EINVAL);
  EXPECT(mbuf_split(NULL, 0, MBUF_WAITOK, &none), EINVAL);
  EXPECT(mbuf_pullup(&none, 4), EINVAL);
  EXPECT(mbuf_pulldown(NULL, &size, 4, &none), EINVAL);
  mbuf_adj(NULL, 4);
  EXPECT(mbuf_adjustlen(NULL, 1), EINVAL);
  HOLDS(mbuf_concatenate(NULL, NULL) == NULL);
  EXPECT(mbuf_copydata(NULL, 0, 1, &word), EINVAL);
  EXPECT(mbuf_copyback(NULL, 0, 1, &word, MBUF_WAITOK), EINVAL);
  EXPECT(mbuf_mclhasreference(NULL), 0);
  HOLDS(mbuf_next(NULL) == NULL && mbuf_nextpkt(NULL) == NULL);
  EXPECT(mbuf_setnext(NULL, NULL), EINVAL);
  mbuf_setnextpkt(NULL, NULL);
  mbuf_setlen(NULL, 1);
  EXPECT(mbuf_type(NULL), MBUF_TYPE_FREE);
  EXPECT(mbuf_settype(NULL, MBUF_TYPE_DATA), EINVAL);
  EXPECT(mbuf_flags(NULL), 0);
  EXPECT(mbuf_setflags(NULL, 0), EINVAL);
  EXPECT(mbuf_setflags_mask(NULL, 0, 0), EINVAL);
  EXPECT(mbuf_copy_pkthdr(NULL, NULL), EINVAL);
  EXPECT(mbuf_pkthdr_len(NULL), 0);
  mbuf_pkthdr_setlen(NULL, 1);
  mbuf_pkthdr_adjustlen(NULL, 1);
  HOLDS(mbuf_pkthdr_rcvif(NULL) == NULL && mbuf_pkthdr_header(NULL) == NULL);
  EXPECT(mbuf_pkthdr_setrcvif(NULL, NULL), EINVAL);
  mbuf_pkthdr_setheader(NULL, NULL);
  mbuf_inbound_modified(NULL);
  mbuf_outbound_finalize(NULL, AF_INET, 0);
  EXPECT(mbuf_set_vlan_tag(NULL, 1), EINVAL);
  EXPECT(mbuf_get_vlan_tag(NULL, &half), EINVAL);
  EXPECT(mbuf_clear_vlan_tag(NULL), EINVAL);
  EXPECT(mbuf_set_csum_requested(NULL, 1, 1), EINVAL);
  EXPECT(mbuf_get_csum_requested(NULL, &word, &other), EINVAL);
  EXPECT(mbuf_clear_csum_requested(NULL), EINVAL);
  EXPECT(mbuf_set_csum_performed(NULL, 1, 1), EINVAL);
  EXPECT(mbuf_get_csum_performed(NULL, &word, &other), EINVAL);
  EXPECT(mbuf_clear_csum_performed(NULL), EINVAL);
  EXPECT(mbuf_get_tso_requested(NULL, &word, &other), EINVAL);
  EXPECT(mbuf_inet_cksum(NULL, 0, 0, 1, &half), EINVAL);
  EXPECT(mbuf_inet6_cksum(NULL, 0, 0, 1, &half), EINVAL);
  EXPECT(mbuf_tag_id_find(NULL, &word), EINVAL);
  EXPECT(mbuf_tag_id_find("a", NULL), EINVAL);
  EXPECT(mbuf_tag_allocate(NULL, 1000, 1, 1, MBUF_WAITOK, &data), EINVAL);
  EXPECT(mbuf_tag_find(NULL, 1000, 1, &size, &data), EINVAL);
  EXPECT(size, 0);
  mbuf_tag_free(NULL, 1000, 1);
  EXPECT(mbuf_add_drvaux(NULL, MBUF_WAITOK, 1, 1, 1, &data), EINVAL);
  EXPECT(mbuf_find_drvaux(NULL, &word, &other, &word, &data), EINVAL);
  mbuf_del_drvaux(NULL);
  mbuf_stats(NULL);
  EXPECT(mbuf_get_traffic_class(NULL), MBUF_TC_BE);
  EXPECT(mbuf_set_traffic_class(NULL, MBUF_TC_BK), EINVAL);
  EXPECT(mbuf_is_traffic_class_privileged(NULL), 0);
  EXPECT(mbuf_get_service_class(NULL), MBUF_SC_BE);
  EXPECT(mbuf_set_service_class(NULL, MBUF_SC_BK), EINVAL);
  EXPECT(mbuf_is_service_class_privileged(NULL), 0);
  EXPECT(mbuf_get_traffic_class_index(MBUF_TC_BE, NULL), EINVAL);
  EXPECT(mbuf_get_service_class_index(MBUF_SC_BE, NULL), EINVAL);
  EXPECT(mbuf_pkthdr_aux_flags(NULL, &word), EINVAL);
  EXPECT(mbuf_get_driver_scratch(NULL, &area, &size), EINVAL);
}

void case_stale(void) {
  mbuf_t m = make_packet(100), other = NULL;
  mbuf_freem(m);
  mbuf_freem(m); /* does nothing, and the pools are in order afterwards */
  HOLDS(mbuf_free(m) == NULL);
  EXPECT(mbuf_freem_list(m), 0);
  HOLDS(mbuf_data(m) == NULL && mbuf_next(m) == NULL);
  EXPECT(mbuf_len(m), 0);
  EXPECT(mbuf_type(m), MBUF_TYPE_FREE);
  EXPECT(mbuf_setdata(m, m, 0), EINVAL);
  EXPECT(mbuf_copym(m, 0, 10, MBUF_WAITOK, &other), EINVAL);
  HOLDS(other == NULL);
  EXPECT(mbuf_pkthdr_len(m), 0);
  mbuf_adj(m, 4);
  mbuf_setlen(m, 4);
  mbuf_t a = NULL, b = NULL;
  EXPECT(mbuf_get(MBUF_WAITOK, MBUF_TYPE_DATA, &a), 0);
  EXPECT(mbuf_get(MBUF_WAITOK, MBUF_TYPE_DATA, &b), 0);
  HOLDS(a != b); /* one node is never handed out twice */
  mbuf_freem(a);
  mbuf_freem(b);
  char wild[512];
  EXPECT(mbuf_len((mbuf_t)(void *)wild), 0); /* never was an mbuf */
  mbuf_freem((mbuf_t)(void *)(wild + 8));
}

/* SPDX-License-Identifier: Apache-2.0
 * Cases about packet headers: fields, checksums, tags, classes. */
#include "check.h"

void case_header(void) {
  mbuf_t m = make_packet(500), other = NULL, plain = NULL;
  mbuf_tag_id_t module;
  void *tag = NULL, *link_header = &module;
  size_t size = 0;
  ifnet_t interface = (ifnet_t)(void *)&size;
  mbuf_pkthdr_setlen(m, 600);
  mbuf_pkthdr_adjustlen(m, -100);
  EXPECT(mbuf_pkthdr_len(m), 500);
  EXPECT(mbuf_pkthdr_setrcvif(m, interface), 0);
  HOLDS(mbuf_pkthdr_rcvif(m) == interface);
  mbuf_pkthdr_setheader(m, link_header);
  HOLDS(mbuf_pkthdr_header(m) == link_header);
  mbuf_pkthdr_aux_flags_t aux = 1;
  EXPECT(mbuf_pkthdr_aux_flags(m, &aux), 0);
  EXPECT(aux, 0);
  EXPECT(mbuf_pkthdr_aux_flags(m, NULL), EINVAL);
  u_int8_t *area = NULL;
  EXPECT(mbuf_get_driver_scratch(m, &area, &size), 0);
  EXPECT(size, 16);
  memset(area, 7, 16);
  EXPECT(mbuf_get_driver_scratch(m, NULL, &size), EINVAL);

  EXPECT(mbuf_tag_id_find("mbuf_abi.header", &module), 0);
  EXPECT(mbuf_tag_allocate(m, module, 1, 8, MBUF_WAITOK, &tag), 0);
  EXPECT(mbuf_get(MBUF_WAITOK, MBUF_TYPE_DATA, &other), 0);
  EXPECT(mbuf_copy_pkthdr(other, m), 0);
  EXPECT(mbuf_flags(other) & MBUF_PKTHDR, MBUF_PKTHDR);
  EXPECT(mbuf_pkthdr_len(other), 500);
  HOLDS(mbuf_pkthdr_rcvif(other) == interface);
  EXPECT(mbuf_tag_find(other, module, 1, &size, &tag), 0); /* tags move */
  EXPECT(mbuf_tag_find(m, module, 1, &size, &tag), ENOENT);
  EXPECT(mbuf_maxlen(other), 112);
  EXPECT(mbuf_get(MBUF_WAITOK, MBUF_TYPE_DATA, &plain), 0);
  EXPECT(mbuf_copy_pkthdr(m, plain), EINVAL);
  mbuf_setlen(plain, 200);
  EXPECT(mbuf_copy_pkthdr(plain, m), EBUSY); /* there is data where the header goes */

  /* Without a header: nothing to see, nothing to change. */
  EXPECT(mbuf_pkthdr_len(plain), 0);
  mbuf_pkthdr_setlen(plain, 1);
  mbuf_pkthdr_adjustlen(plain, 1);
  EXPECT(mbuf_pkthdr_setrcvif(plain, interface), EINVAL);
  HOLDS(mbuf_pkthdr_rcvif(plain) == NULL);
  EXPECT(mbuf_get_driver_scratch(plain, &area, &size), EINVAL);
  mbuf_freem(m);
  mbuf_freem(other);
  mbuf_freem(plain);
}

void case_vlan_and_sums(void) {
  mbuf_t m = NULL;
  u_int16_t vlan = 0;
  u_int32_t flags = 0, value = 0;
  EXPECT(mbuf_gethdr(MBUF_WAITOK, MBUF_TYPE_DATA, &m), 0);
  EXPECT(mbuf_get_vlan_tag(m, &vlan), ENXIO);
  EXPECT(mbuf_set_vlan_tag(m, 4095), 0);
  EXPECT(mbuf_get_vlan_tag(m, &vlan), 0);
  EXPECT(vlan, 4095);
  EXPECT(mbuf_get_vlan_tag(m, NULL), EINVAL);
  EXPECT(mbuf_clear_vlan_tag(m), 0);
  EXPECT(mbuf_get_vlan_tag(m, &vlan), ENXIO);

  EXPECT(mbuf_set_csum_requested(m, MBUF_CSUM_REQ_TCP | MBUF_CSUM_DID_IP, 16), 0);
  EXPECT(mbuf_get_csum_requested(m, &flags, &value), 0);
  EXPECT(flags, MBUF_CSUM_REQ_TCP); /* bits of the other kind are dropped */
  EXPECT(value, 16);
  EXPECT(mbuf_set_csum_performed(m, MBUF_CSUM_DID_DATA | MBUF_CSUM_PSEUDO_HDR, 0xffff), 0);
  EXPECT(mbuf_get_csum_performed(m, &flags, NULL), 0);
  EXPECT(flags, MBUF_CSUM_DID_DATA | MBUF_CSUM_PSEUDO_HDR);
  EXPECT(mbuf_get_csum_requested(m, &flags, &value), 0); /* one word for both */
  EXPECT(flags, 0);
  EXPECT(value, 0xffff);
  EXPECT(mbuf_clear_csum_performed(m), 0);
  EXPECT(mbuf_get_csum_performed(m, &flags, &value), 0);
  EXPECT(flags + value, 0);
  EXPECT(mbuf_clear_csum_requested(m), 0);
  value = 5;
  EXPECT(mbuf_get_tso_requested(m, &flags, &value), 0);
  EXPECT(flags, 0);
  EXPECT(value, 5); /* written only when requested */
  EXPECT(mbuf_get_tso_requested(m, NULL, &value), EINVAL);
  mbuf_freem(m);
}

/* Stores as the packet does. */
static void put(mbuf_t m, size_t offset, const void *bytes, size_t count) {
  EXPECT(mbuf_copyback(m, offset, count, bytes, MBUF_WAITOK), 0);
}

static const unsigned char ip4[28] = {
  0x45, 0, 0, 33, 0x12, 0x34, 0, 0, 64, 17, 0, 0, 192, 0, 2, 1, 192, 0, 2, 200, /* IPv4 header */
  0x10, 0x00, 0x20, 0x00, 0, 13, 0, 0,                                           /* UDP header */
};
static const unsigned char ip6[48] = {
  0x60, 0, 0, 0, 0, 13, 17, 64,                                 /* IPv6 header */
  0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,      /* source */
  0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2,      /* destination */
  0x10, 0x00, 0x20, 0x00, 0, 13, 0, 0,                          /* UDP header */
};

/* The sum over the bytes the slow way. */
static unsigned int slow_sum(const unsigned char *bytes, size_t count, unsigned int sum) {
  for (size_t i = 0; i < count; i++) sum += i % 2 ? bytes[i] : (unsigned int)bytes[i] << 8;
  return sum;
}
static u_int16_t slow_fold(unsigned int sum) {
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return (u_int16_t)(0xffff - sum);
}
static u_int16_t in_packet_order(u_int16_t number) {
  return (u_int16_t)(number << 8 | number >> 8);
}

void case_checksum(void) {
  mbuf_t m = NULL;
  u_int16_t sum = 0;
  EXPECT(mbuf_gethdr(MBUF_WAITOK, MBUF_TYPE_DATA, &m), 0);
  put(m, 0, ip4, sizeof ip4);
  put(m, 28, "hello", 5);
  EXPECT(mbuf_inet_cksum(m, 0, 0, 20, &sum), 0);
  EXPECT(sum, in_packet_order(slow_fold(slow_sum(ip4, 20, 0))));
  EXPECT(mbuf_inet_cksum(m, 17, 20, 13, &sum), 0);
  unsigned int wanted = slow_sum(ip4 + 12, 8, 13 + 17);
  wanted = slow_sum((const unsigned char *)"hello", 5, slow_sum(ip4 + 20, 8, wanted));
  EXPECT(sum, in_packet_order(slow_fold(wanted)));
  EXPECT(mbuf_inet_cksum(m, 0, 0, 0, &sum), EINVAL);
  EXPECT(mbuf_inet_cksum(m, 0, 20, 14, &sum), EINVAL);
  EXPECT(mbuf_inet_cksum(m, 0, 0, 10, NULL), EINVAL);
  mbuf_freem(m);

  /* Over several mbufs of odd length the answer is the same. */
  m = make_packet(3001);
  u_int16_t whole = 0, pieces = 0;
  EXPECT(mbuf_inet_cksum(m, 0, 1, 3000, &whole), 0);
  mbuf_t rest = NULL;
  EXPECT(mbuf_split(m, 1001, MBUF_WAITOK, &rest), 0);
  HOLDS(mbuf_concatenate(m, rest) == m);
  mbuf_pkthdr_setlen(m, 3001);
  EXPECT(mbuf_inet_cksum(m, 0, 1, 3000, &pieces), 0);
  EXPECT(pieces, whole);
  mbuf_freem(m);

  EXPECT(mbuf_gethdr(MBUF_WAITOK, MBUF_TYPE_DATA, &m), 0);
  put(m, 0, ip6, sizeof ip6);
  put(m, 48, "hello", 5);
  EXPECT(mbuf_inet6_cksum(m, 17, 40, 13, &sum), 0);
  wanted = slow_sum(ip6 + 8, 32, 13 + 17);
  wanted = slow_sum((const unsigned char *)"hello", 5, slow_sum(ip6 + 40, 8, wanted));
  EXPECT(sum, in_packet_order(slow_fold(wanted)));
  EXPECT(mbuf_inet6_cksum(m, 0, 40, 14, &sum), EINVAL);
  mbuf_freem(m);
}

void case_finalize(void) {
  mbuf_t m = NULL;
  u_int32_t flags = 0;
  u_int16_t sum = 0;
  EXPECT(mbuf_gethdr(MBUF_WAITOK, MBUF_TYPE_DATA, &m), 0);
  put(m, 0, ip4, sizeof ip4);
  put(m, 28, "hello", 5);
  u_int16_t pseudo = (u_int16_t)~slow_fold(slow_sum(ip4 + 12, 8, 13 + 17));
  unsigned char field[2] = {(unsigned char)(pseudo >> 8), (unsigned char)pseudo};
  put(m, 26, field, 2); /* a sender leaves the sum of the pseudo header */
  EXPECT(mbuf_set_csum_requested(m, MBUF_CSUM_REQ_IP | MBUF_CSUM_REQ_UDP, 6), 0);
  mbuf_outbound_finalize(m, 255, 0); /* another family: nothing */
  EXPECT(mbuf_get_csum_requested(m, &flags, NULL), 0);
  EXPECT(flags, MBUF_CSUM_REQ_IP | MBUF_CSUM_REQ_UDP);
  mbuf_outbound_finalize(m, AF_INET, 0);
  EXPECT(mbuf_get_csum_requested(m, &flags, NULL), 0);
  EXPECT(flags, 0);
  EXPECT(mbuf_inet_cksum(m, 0, 0, 20, &sum), 0); /* a correct packet sums up to zero */
  EXPECT(sum, 0);
  EXPECT(mbuf_inet_cksum(m, 17, 20, 13, &sum), 0);
  EXPECT(sum, 0);
  EXPECT(mbuf_pkthdr_len(m), 33);
  mbuf_freem(m);

  EXPECT(mbuf_gethdr(MBUF_WAITOK, MBUF_TYPE_DATA, &m), 0);
  put(m, 0, ip6, sizeof ip6);
  put(m, 48, "hello", 5);
  pseudo = (u_int16_t)~slow_fold(slow_sum(ip6 + 8, 32, 13 + 17));
  field[0] = (unsigned char)(pseudo >> 8);
  field[1] = (unsigned char)pseudo;
  put(m, 46, field, 2);
  EXPECT(mbuf_set_csum_requested(m, MBUF_CSUM_REQ_UDPIPV6, 6), 0);
  mbuf_outbound_finalize(m, AF_INET6, 0);
  EXPECT(mbuf_inet6_cksum(m, 17, 40, 13, &sum), 0);
  EXPECT(sum, 0);
  EXPECT(mbuf_set_csum_performed(m, MBUF_CSUM_DID_IP, 0), 0);
  mbuf_inbound_modified(m);
  EXPECT(mbuf_get_csum_performed(m, &flags, NULL), 0);
  EXPECT(flags, 0);
  mbuf_freem(m);
}

void case_tags(void) {
  mbuf_t m = NULL, plain = NULL;
  mbuf_tag_id_t a = 0, again = 0, b = 0;
  void *data = NULL, *found = NULL;
  size_t size = 0;
  EXPECT(mbuf_tag_id_find("mbuf_abi.a", &a), 0);
  EXPECT(mbuf_tag_id_find("mbuf_abi.b", &b), 0);
  EXPECT(mbuf_tag_id_find("mbuf_abi.a", &again), 0);
  HOLDS(a >= 1000 && b >= 1000 && a != b && a == again);
  EXPECT(mbuf_gethdr(MBUF_WAITOK, MBUF_TYPE_DATA, &m), 0);
  EXPECT(mbuf_get(MBUF_WAITOK, MBUF_TYPE_DATA, &plain), 0);
  EXPECT(mbuf_tag_allocate(plain, a, 1, 8, MBUF_WAITOK, &data), EINVAL);
  EXPECT(mbuf_tag_allocate(m, 999, 1, 8, MBUF_WAITOK, &data), EINVAL);
  EXPECT(mbuf_tag_allocate(m, 1000000, 1, 8, MBUF_WAITOK, &data), EINVAL);
  EXPECT(mbuf_tag_allocate(m, a, 1, 0, MBUF_WAITOK, &data), EINVAL);
  EXPECT(mbuf_tag_allocate(m, a, 1, 65536, MBUF_WAITOK, &data), EINVAL);
  EXPECT(mbuf_tag_allocate(m, a, 1, 8, MBUF_WAITOK, NULL), EINVAL);
  EXPECT(mbuf_tag_allocate(m, a, 1, 8, MBUF_WAITOK, &data), 0);
  HOLDS(memcmp(data, "\0\0\0\0\0\0\0\0", 8) == 0);
  memcpy(data, "payload!", 8);
  EXPECT(mbuf_tag_allocate(m, a, 1, 8, MBUF_WAITOK, &found), EEXIST);
  EXPECT(mbuf_tag_allocate(m, a, 2, 65535, MBUF_DONTWAIT, &found), 0);
  EXPECT(mbuf_tag_allocate(m, b, 1, 1, MBUF_DONTWAIT, &found), 0);
  EXPECT(mbuf_tag_find(m, a, 1, &size, &found), 0);
  HOLDS(size == 8 && found == data && memcmp(found, "payload!", 8) == 0);
  EXPECT(mbuf_tag_find(m, b, 2, &size, &found), ENOENT);
  HOLDS(size == 0 && found == NULL);
  EXPECT(mbuf_tag_find(plain, a, 1, &size, &found), EINVAL);
  EXPECT(mbuf_tag_find(m, 999, 1, &size, &found), EINVAL);
  EXPECT(mbuf_tag_find(m, a, 1, NULL, &found), EINVAL);
  mbuf_tag_free(m, a, 1);
  mbuf_tag_free(m, a, 1);
  EXPECT(mbuf_tag_find(m, a, 1, &size, &found), ENOENT);
  EXPECT(mbuf_tag_find(m, a, 2, &size, &found), 0);
  EXPECT(mbuf_tag_find(m, b, 1, &size, &found), 0);
  EXPECT(mbuf_setflags_mask(m, 0, MBUF_PKTHDR), 0); /* tags go with the header */
  EXPECT(mbuf_setflags_mask(m, MBUF_PKTHDR, MBUF_PKTHDR), 0);
  EXPECT(mbuf_tag_find(m, b, 1, &size, &found), ENOENT);
  mbuf_freem(m);
  mbuf_freem(plain);
}

void case_drvaux(void) {
  mbuf_t m = NULL, plain = NULL;
  u_int32_t family = 0, subfamily = 0, length = 0;
  void *data = NULL, *found = NULL;
  EXPECT(mbuf_gethdr(MBUF_WAITOK, MBUF_TYPE_DATA, &m), 0);
  EXPECT(mbuf_get(MBUF_WAITOK, MBUF_TYPE_DATA, &plain), 0);
  EXPECT(mbuf_add_drvaux(plain, MBUF_WAITOK, 1, 2, 8, &data), EINVAL);
  EXPECT(mbuf_add_drvaux(m, MBUF_WAITOK, 1, 2, 0, &data), EINVAL);
  EXPECT(mbuf_add_drvaux(m, MBUF_WAITOK, 1, 2, 145, &data), EINVAL);
  EXPECT(mbuf_find_drvaux(m, &family, &subfamily, &length, &found), ENOENT);
  EXPECT(mbuf_add_drvaux(m, MBUF_WAITOK, 1, 2, 144, &data), 0);
  EXPECT(mbuf_add_drvaux(m, MBUF_WAITOK, 3, 4, 8, NULL), EEXIST);
  EXPECT(mbuf_find_drvaux(m, &family, &subfamily, &length, &found), 0);
  HOLDS(family == 1 && subfamily == 2 && length == 144 && found == data);
  EXPECT(mbuf_find_drvaux(m, NULL, NULL, NULL, &found), 0);
  EXPECT(mbuf_find_drvaux(m, NULL, NULL, NULL, NULL), EINVAL);
  mbuf_del_drvaux(m);
  mbuf_del_drvaux(m);
  EXPECT(mbuf_find_drvaux(m, &family, &subfamily, &length, &found), ENOENT);
  mbuf_freem(m);
  mbuf_freem(plain);
}

void case_classes(void) {
  static const struct {
    mbuf_svc_class_t service;
    mbuf_traffic_class_t traffic;
  } table[] = {
    {MBUF_SC_BE, MBUF_TC_BE}, {MBUF_SC_BK_SYS, MBUF_TC_BK}, {MBUF_SC_BK, MBUF_TC_BK},
    {MBUF_SC_RD, MBUF_TC_BE}, {MBUF_SC_OAM, MBUF_TC_BE}, {MBUF_SC_AV, MBUF_TC_VI},
    {MBUF_SC_RV, MBUF_TC_VI}, {MBUF_SC_VI, MBUF_TC_VI}, {MBUF_SC_VO, MBUF_TC_VO},
    {MBUF_SC_CTL, MBUF_TC_VO},
  };
  static const mbuf_svc_class_t of_traffic[] = {MBUF_SC_BE, MBUF_SC_BK, MBUF_SC_VI, MBUF_SC_VO};
  static const u_int32_t index_of_traffic[] = {0, 2, 7, 8};
  mbuf_t m = NULL, plain = NULL;
  u_int32_t index = 99;
  EXPECT(mbuf_gethdr(MBUF_WAITOK, MBUF_TYPE_DATA, &m), 0);
  EXPECT(mbuf_get(MBUF_WAITOK, MBUF_TYPE_DATA, &plain), 0);
  EXPECT(mbuf_get_service_class_max_count(), 10);
  EXPECT(mbuf_get_traffic_class_max_count(), 4);
  for (u_int32_t i = 0; i < 10; i++) {
    EXPECT(mbuf_set_service_class(m, table[i].service), 0);
    EXPECT(mbuf_get_service_class(m), table[i].service);
    EXPECT(mbuf_get_traffic_class(m), table[i].traffic);
    EXPECT(mbuf_get_service_class_index(table[i].service, &index), 0);
    EXPECT(index, i);
  }
  for (u_int32_t i = 0; i < 4; i++) {
    EXPECT(mbuf_set_traffic_class(m, (mbuf_traffic_class_t)i), 0);
    EXPECT(mbuf_get_service_class(m), of_traffic[i]);
    EXPECT(mbuf_get_traffic_class_index((mbuf_traffic_class_t)i, &index), 0);
    EXPECT(index, index_of_traffic[i]);
  }
  EXPECT(mbuf_set_traffic_class(m, (mbuf_traffic_class_t)4), EINVAL);
  EXPECT(mbuf_set_traffic_class(m, MBUF_TC_UNSPEC), EINVAL);
  EXPECT(mbuf_set_service_class(m, (mbuf_svc_class_t)1), EINVAL);
  EXPECT(mbuf_set_service_class(plain, MBUF_SC_BK), EINVAL);
  EXPECT(mbuf_set_traffic_class(plain, MBUF_TC_BK), EINVAL);
  EXPECT(mbuf_get_service_class(plain), MBUF_SC_BE);
  EXPECT(mbuf_get_traffic_class(plain), MBUF_TC_BE);
  EXPECT(mbuf_get_traffic_class_index((mbuf_traffic_class_t)4, &index), EINVAL);
  EXPECT(mbuf_get_service_class_index((mbuf_svc_class_t)5, &index), EINVAL);
  EXPECT(mbuf_is_traffic_class_privileged(m), 0);
  EXPECT(mbuf_is_service_class_privileged(m), 0);
  mbuf_freem(m);
  mbuf_freem(plain);
}

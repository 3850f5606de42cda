/* SPDX-License-Identifier: Apache-2.0
 * Cases about copies and the shape of chains. */
#include "check.h"

void case_copym(void) {
  mbuf_t m = make_packet(40000), copy = NULL;
  mbuf_tag_id_t module;
  void *tag = NULL;
  size_t size;
  ifnet_t interface = (ifnet_t)(void *)&module;
  EXPECT(mbuf_tag_id_find("mbuf_abi.copym", &module), 0);
  EXPECT(mbuf_tag_allocate(m, module, 1, 8, MBUF_WAITOK, &tag), 0);
  EXPECT(mbuf_pkthdr_setrcvif(m, interface), 0);
  EXPECT(mbuf_copym(m, 0, MBUF_COPYALL, MBUF_WAITOK, &copy), 0);
  HOLDS(holds_pattern(copy, 0, 40000));
  EXPECT(mbuf_flags(copy) & MBUF_PKTHDR, MBUF_PKTHDR);
  HOLDS(mbuf_pkthdr_rcvif(copy) == interface);
  HOLDS(mbuf_data(copy) == mbuf_data(m)); /* clusters are shared */
  HOLDS(mbuf_mclhasreference(m));
  EXPECT(mbuf_tag_find(copy, module, 1, &size, &tag), ENOENT); /* no tags on the copy */
  EXPECT(mbuf_tag_find(m, module, 1, &size, &tag), 0);         /* and the source keeps its own */
  mbuf_freem(copy);
  EXPECT(mbuf_copym(m, 0, 20000, MBUF_WAITOK, &copy), 0);
  EXPECT(mbuf_pkthdr_len(copy), 20000);
  HOLDS(holds_pattern(copy, 0, 20000));
  mbuf_freem(copy);
  EXPECT(mbuf_copym(m, 16000, 1000, MBUF_WAITOK, &copy), 0);
  EXPECT(mbuf_flags(copy) & MBUF_PKTHDR, 0); /* a header only from the front */
  HOLDS(holds_pattern(copy, 16000, 1000));
  mbuf_freem(copy);
  EXPECT(mbuf_copym(m, 39999, MBUF_COPYALL, MBUF_WAITOK, &copy), 0);
  HOLDS(holds_pattern(copy, 39999, 1));
  mbuf_freem(copy);
  EXPECT(mbuf_copym(m, 0, 40001, MBUF_WAITOK, &copy), EINVAL);
  HOLDS(copy == NULL);
  EXPECT(mbuf_copym(m, 40001, MBUF_COPYALL, MBUF_WAITOK, &copy), EINVAL);
  EXPECT(mbuf_copym(m, 40000, MBUF_COPYALL, MBUF_WAITOK, &copy), ENOMEM); /* nothing to copy */
  EXPECT(mbuf_copym(m, 0, 0, MBUF_WAITOK, &copy), ENOMEM);
  EXPECT(mbuf_copym(m, 0, 10, MBUF_WAITOK, NULL), EINVAL);
  HOLDS(holds_pattern(m, 0, 40000));
  mbuf_freem(m);

  m = make_packet(300); /* inline bytes are copied */
  EXPECT(mbuf_copym(m, 0, 300, MBUF_WAITOK, &copy), 0);
  HOLDS(mbuf_data(copy) != mbuf_data(m));
  mbuf_freem(m);
  HOLDS(holds_pattern(copy, 0, 300));
  mbuf_freem(copy);
}

void case_dup(void) {
  mbuf_t m = make_packet(20000), copy = NULL;
  mbuf_tag_id_t module;
  void *tag = NULL, *other = NULL;
  size_t size = 0;
  EXPECT(mbuf_tag_id_find("mbuf_abi.dup", &module), 0);
  EXPECT(mbuf_tag_allocate(m, module, 9, 4, MBUF_WAITOK, &tag), 0);
  memcpy(tag, "abcd", 4);
  EXPECT(mbuf_set_vlan_tag(m, 77), 0);
  EXPECT(mbuf_setflags_mask(m, MBUF_MCAST, MBUF_MCAST), 0);
  EXPECT(mbuf_dup(m, MBUF_WAITOK, &copy), 0);
  HOLDS(holds_pattern(copy, 0, 20000));
  HOLDS(mbuf_data(copy) != mbuf_data(m) && !mbuf_mclhasreference(m));
  EXPECT(mbuf_flags(copy), MBUF_EXT | MBUF_PKTHDR | MBUF_MCAST);
  u_int16_t vlan = 0;
  EXPECT(mbuf_get_vlan_tag(copy, &vlan), 0);
  EXPECT(vlan, 77);
  EXPECT(mbuf_tag_find(copy, module, 9, &size, &other), 0);
  HOLDS(size == 4 && other != tag && memcmp(other, "abcd", 4) == 0);
  EXPECT(mbuf_tag_find(m, module, 9, &size, &other), 0);
  mbuf_freem(m);
  HOLDS(holds_pattern(copy, 0, 20000));
  mbuf_freem(copy);
  EXPECT(mbuf_dup(copy, MBUF_WAITOK, NULL), EINVAL);
}

void case_copydata(void) {
  mbuf_t m = make_packet(20000);
  unsigned char out[5000];
  EXPECT(mbuf_copydata(m, 15000, 5000, out), 0);
  int same = 1;
  for (size_t i = 0; i < 5000; i++) same = same && out[i] == pattern(15000 + i);
  HOLDS(same);
  memset(out, 0, sizeof out);
  EXPECT(mbuf_copydata(m, 19990, 11, out), EINVAL);
  EXPECT(out[9], pattern(19999)); /* what there was */
  EXPECT(mbuf_copydata(m, 20000, 0, out), 0);
  EXPECT(mbuf_copydata(m, 20001, 1, out), EINVAL);
  EXPECT(mbuf_copydata(m, 0, 10, NULL), EINVAL);
  EXPECT(mbuf_copydata(m, 0, (size_t)-1, out), EINVAL);
  mbuf_freem(m);
}

void case_copyback(void) {
  unsigned char bytes[40000];
  for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = pattern(i);
  mbuf_t m = NULL;
  EXPECT(mbuf_gethdr(MBUF_WAITOK, MBUF_TYPE_DATA, &m), 0);
  EXPECT(mbuf_copyback(m, 0, 0, bytes, MBUF_WAITOK), EINVAL);
  EXPECT(mbuf_copyback(m, 0, 1, NULL, MBUF_WAITOK), EINVAL);
  EXPECT(mbuf_copyback(m, 0, 100, bytes, MBUF_WAITOK), 0);
  EXPECT(chain_mbufs(m), 1); /* grows the last mbuf first */
  HOLDS(holds_pattern(m, 0, 100));
  EXPECT(mbuf_copyback(m, 100, 39900, bytes + 100, MBUF_WAITOK), 0);
  HOLDS(holds_pattern(m, 0, 40000));
  unsigned char other[3] = {1, 2, 3}, back[5] = {0};
  EXPECT(mbuf_copyback(m, 110, 3, other, MBUF_WAITOK), 0);
  EXPECT(mbuf_pkthdr_len(m), 40000);
  EXPECT(mbuf_copydata(m, 109, 5, back), 0);
  HOLDS(back[0] == pattern(109) && memcmp(back + 1, other, 3) == 0 && back[4] == pattern(113));
  mbuf_freem(m);

  EXPECT(mbuf_gethdr(MBUF_WAITOK, MBUF_TYPE_DATA, &m), 0);
  EXPECT(mbuf_copyback(m, 1000, 3, other, MBUF_WAITOK), 0); /* a gap of zeros */
  EXPECT(mbuf_pkthdr_len(m), 1003);
  EXPECT(chain_bytes(m), 1003);
  int zeros = 1;
  unsigned char all[1003];
  EXPECT(mbuf_copydata(m, 0, 1003, all), 0);
  for (int i = 0; i < 1000; i++) zeros = zeros && all[i] == 0;
  HOLDS(zeros && memcmp(all + 1000, other, 3) == 0);
  mbuf_pkthdr_setlen(m, 5000); /* only ever raised */
  EXPECT(mbuf_copyback(m, 0, 3, other, MBUF_WAITOK), 0);
  EXPECT(mbuf_pkthdr_len(m), 5000);
  mbuf_freem(m);
}

void case_prepend(void) {
  mbuf_t m = make_packet(1000);
  mbuf_t first = m;
  mbuf_adj(m, 100);
  EXPECT(mbuf_prepend(&m, 100, MBUF_WAITOK), 0); /* into the room before the data */
  HOLDS(m == first && holds_pattern(m, 0, 1000));
  mbuf_tag_id_t module;
  void *tag = NULL;
  size_t size;
  EXPECT(mbuf_tag_id_find("mbuf_abi.prepend", &module), 0);
  EXPECT(mbuf_tag_allocate(m, module, 1, 1, MBUF_WAITOK, &tag), 0);
  EXPECT(mbuf_prepend(&m, 28, MBUF_WAITOK), 0); /* a new mbuf takes over the header */
  HOLDS(m != first && mbuf_next(m) == first);
  EXPECT(mbuf_len(m), 28);
  EXPECT(mbuf_pkthdr_len(m), 1028);
  EXPECT(mbuf_flags(first) & MBUF_PKTHDR, 0);
  EXPECT(mbuf_leadingspace(m), 112 - 28); /* data at the end */
  EXPECT(mbuf_tag_find(m, module, 1, &size, &tag), 0);
  EXPECT(mbuf_prepend(&m, 40, MBUF_WAITOK), 0);
  EXPECT(chain_mbufs(m), 2);
  EXPECT(mbuf_pkthdr_len(m), 1068);
  EXPECT(mbuf_prepend(&m, 3000, MBUF_WAITOK), 0);
  EXPECT(mbuf_pkthdr_len(m), 4068);
  mbuf_t freed = m;
  EXPECT(mbuf_prepend(&m, 100000, MBUF_WAITOK), ENOMEM);
  HOLDS(m == NULL);
  EXPECT(mbuf_type(freed), MBUF_TYPE_FREE);
}

void case_split(void) {
  static const size_t cuts[] = {0, 1, 112, 200, 16383, 16384, 16385, 39999, 40000};
  for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
    mbuf_t m = make_packet(40000), rest = NULL;
    ifnet_t interface = (ifnet_t)(void *)&rest;
    EXPECT(mbuf_pkthdr_setrcvif(m, interface), 0);
    EXPECT(mbuf_split(m, cuts[i], MBUF_WAITOK, &rest), 0);
    HOLDS(holds_pattern(m, 0, cuts[i]));
    HOLDS(holds_pattern(rest, cuts[i], 40000 - cuts[i]));
    EXPECT(mbuf_flags(rest) & MBUF_PKTHDR, MBUF_PKTHDR);
    HOLDS(mbuf_pkthdr_rcvif(rest) == interface);
    mbuf_freem(m);
    mbuf_freem(rest);
  }
  mbuf_t m = make_packet(300), rest = NULL;
  EXPECT(mbuf_split(m, 100, MBUF_WAITOK, &rest), 0); /* inline bytes */
  HOLDS(holds_pattern(m, 0, 100) && holds_pattern(rest, 100, 200));
  mbuf_freem(rest);
  EXPECT(mbuf_split(m, 101, MBUF_WAITOK, &rest), ENOMEM);
  HOLDS(rest == NULL && holds_pattern(m, 0, 100));
  EXPECT(mbuf_split(m, 50, MBUF_WAITOK, NULL), EINVAL);
  mbuf_freem(m);

  /* Without a header, between two mbufs: the second one is the rest. */
  mbuf_t a = NULL, b = NULL;
  EXPECT(mbuf_get(MBUF_WAITOK, MBUF_TYPE_DATA, &a), 0);
  EXPECT(mbuf_get(MBUF_WAITOK, MBUF_TYPE_DATA, &b), 0);
  mbuf_setlen(a, 10);
  mbuf_setlen(b, 20);
  EXPECT(mbuf_setnext(a, b), 0);
  EXPECT(mbuf_split(a, 10, MBUF_WAITOK, &rest), 0);
  HOLDS(rest == b && mbuf_next(a) == NULL);
  EXPECT(mbuf_split(a, 10, MBUF_WAITOK, &rest), ENOMEM);
  EXPECT(mbuf_split(a, 4, MBUF_WAITOK, &rest), 0);
  EXPECT(mbuf_len(a), 4);
  EXPECT(mbuf_len(rest), 6);
  mbuf_freem(a);
  mbuf_freem(b);
  mbuf_freem(rest);
}

static mbuf_t in_pieces(size_t bytes, size_t piece) {
  mbuf_t m = NULL, last = NULL;
  for (size_t done = 0; done < bytes; done += piece) {
    mbuf_t next = NULL;
    EXPECT(done == 0 ? mbuf_gethdr(MBUF_WAITOK, MBUF_TYPE_DATA, &next)
                     : mbuf_get(MBUF_WAITOK, MBUF_TYPE_DATA, &next), 0);
    unsigned char *data = mbuf_data(next);
    for (size_t i = 0; i < piece; i++) data[i] = pattern(done + i);
    mbuf_setlen(next, piece);
    if (m == NULL) m = next; else EXPECT(mbuf_setnext(last, next), 0);
    last = next;
  }
  mbuf_pkthdr_setlen(m, bytes);
  return m;
}

void case_pullup(void) {
  static const size_t lengths[] = {1, 10, 11, 57, 100, 112};
  for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
    mbuf_t m = in_pieces(200, 10);
    EXPECT(mbuf_pullup(&m, lengths[i]), 0);
    HOLDS(mbuf_len(m) >= lengths[i] && holds_pattern(m, 0, 200));
    mbuf_freem(m);
  }
  mbuf_t m = make_packet(1000), old = m;
  EXPECT(mbuf_pullup(&m, 20), 0); /* a cluster in front is always replaced */
  HOLDS(m != old && holds_pattern(m, 0, 1000));
  EXPECT(mbuf_flags(m) & MBUF_EXT, 0);
  EXPECT(mbuf_pullup(&m, 113), ENOMEM); /* more than a header mbuf holds */
  HOLDS(m == NULL);
  m = in_pieces(50, 10);
  old = m;
  EXPECT(mbuf_pullup(&m, 51), ENOMEM); /* shorter */
  HOLDS(m == NULL);
  EXPECT(mbuf_type(old), MBUF_TYPE_FREE);
  EXPECT(mbuf_pullup(NULL, 1), EINVAL);
}

void case_pulldown(void) {
  mbuf_t m = in_pieces(2000, 100), where = NULL;
  size_t offset = 250;
  EXPECT(mbuf_pulldown(m, &offset, 20, &where), 0); /* contiguous already */
  HOLDS(*((unsigned char *)mbuf_data(where) + offset) == pattern(250));
  HOLDS(holds_pattern(m, 0, 2000));
  offset = 395;
  EXPECT(mbuf_pulldown(m, &offset, 300, &where), 0);
  HOLDS(offset + 300 <= mbuf_len(where));
  unsigned char *data = mbuf_data(where);
  int same = 1;
  for (size_t i = 0; i < 300; i++) same = same && data[offset + i] == pattern(395 + i);
  HOLDS(same && holds_pattern(m, 0, 2000));
  EXPECT(chain_mbufs(m) > 10, 1);

  /* Shared bytes are made private before they are handed out. */
  mbuf_t big = make_packet(2000), copy = NULL;
  EXPECT(mbuf_copym(big, 0, MBUF_COPYALL, MBUF_WAITOK, &copy), 0);
  offset = 500;
  EXPECT(mbuf_pulldown(copy, &offset, 100, &where), 0);
  memset((char *)mbuf_data(where) + offset, 0, 100);
  HOLDS(holds_pattern(big, 0, 2000));
  EXPECT(chain_bytes(copy), 2000);
  mbuf_freem(copy);
  mbuf_freem(big);

  offset = 1990;
  EXPECT(mbuf_pulldown(m, NULL, 5, &where), EINVAL); /* nothing has happened */
  EXPECT(mbuf_pulldown(m, &offset, 5, NULL), EINVAL);
  HOLDS(holds_pattern(m, 0, 2000));
  EXPECT(mbuf_pulldown(m, &offset, 11, &where), ENOMEM); /* short: the chain is gone */
  HOLDS(where == NULL);
  EXPECT(mbuf_type(m), MBUF_TYPE_FREE);
  m = make_packet(5000);
  offset = 0;
  EXPECT(mbuf_pulldown(m, &offset, 2049, &where), ENOMEM);
  EXPECT(mbuf_type(m), MBUF_TYPE_FREE);
}

void case_adj(void) {
  mbuf_t m = in_pieces(1000, 100);
  mbuf_adj(m, 150);
  HOLDS(holds_pattern(m, 150, 850));
  EXPECT(chain_mbufs(m), 10); /* emptied mbufs stay */
  mbuf_adj(m, -250);
  HOLDS(holds_pattern(m, 150, 600));
  mbuf_adj(m, -10);
  HOLDS(holds_pattern(m, 150, 590));
  mbuf_adj(m, 0);
  HOLDS(holds_pattern(m, 150, 590));
  mbuf_adj(m, 591);
  EXPECT(chain_bytes(m) + mbuf_pkthdr_len(m), 0);
  EXPECT(chain_mbufs(m), 10);
  mbuf_freem(m);
  m = in_pieces(100, 10);
  mbuf_adj(m, -1000);
  EXPECT(chain_bytes(m) + mbuf_pkthdr_len(m), 0);
  mbuf_freem(m);
}

void case_concatenate(void) {
  mbuf_t a = in_pieces(50, 50), b = in_pieces(60, 30), c = make_packet(1000);
  HOLDS(mbuf_concatenate(a, NULL) == a);
  HOLDS(mbuf_concatenate(a, b) == a);
  EXPECT(mbuf_pkthdr_len(a), 50); /* not touched */
  EXPECT(chain_bytes(a), 110);
  EXPECT(chain_mbufs(a), 1); /* 50 + 30 + 30 bytes fit into 112 */
  EXPECT(mbuf_type(b), MBUF_TYPE_FREE);
  HOLDS(mbuf_concatenate(a, c) == a);
  EXPECT(chain_mbufs(a), 2);
  HOLDS(mbuf_next(a) == c);
  mbuf_freem(a);
  a = in_pieces(100, 100);
  b = in_pieces(12, 12);
  HOLDS(mbuf_concatenate(a, b) == a); /* exactly full: strictly more room is asked for */
  EXPECT(chain_mbufs(a), 2);
  mbuf_freem(a);
}

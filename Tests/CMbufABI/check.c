/* SPDX-License-Identifier: Apache-2.0
 * The list of cases, and what they share. */
#include "check.h"

static _Thread_local char failures[8192];

void fail_at(const char *file, int line, const char *what, long long got, long long wanted) {
  size_t used = strlen(failures);
  const char *slash = strrchr(file, '/');
  snprintf(failures + used, sizeof failures - used, "%s:%d: %s is %lld, not %lld\n",
           slash ? slash + 1 : file, line, what, got, wanted);
}

unsigned char pattern(size_t n) { return (unsigned char)(n * 7 + n / 256); }

mbuf_t make_packet(size_t bytes) {
  mbuf_t m = NULL;
  EXPECT(mbuf_allocpacket(MBUF_WAITOK, bytes, NULL, &m), 0);
  size_t done = 0;
  for (mbuf_t piece = m; piece != NULL && done < bytes; piece = mbuf_next(piece)) {
    size_t room = mbuf_maxlen(piece);
    if (room > bytes - done) room = bytes - done;
    unsigned char *data = mbuf_data(piece);
    for (size_t i = 0; i < room; i++) data[i] = pattern(done + i);
    mbuf_setlen(piece, room);
    done += room;
  }
  mbuf_pkthdr_setlen(m, bytes);
  return m;
}

size_t chain_bytes(mbuf_t m) {
  size_t sum = 0;
  for (; m != NULL; m = mbuf_next(m)) sum += mbuf_len(m);
  return sum;
}

int chain_mbufs(mbuf_t m) {
  int count = 0;
  for (; m != NULL; m = mbuf_next(m)) count++;
  return count;
}

int holds_pattern(mbuf_t m, size_t start, size_t bytes) {
  if (chain_bytes(m) != bytes) return 0;
  if ((mbuf_flags(m) & MBUF_PKTHDR) != 0 && mbuf_pkthdr_len(m) != bytes) return 0;
  size_t n = start;
  for (; m != NULL; m = mbuf_next(m)) {
    const unsigned char *data = mbuf_data(m);
    for (size_t i = 0; i < mbuf_len(m); i++) {
      if (data[i] != pattern(n++)) return 0;
    }
  }
  return 1;
}

static const struct {
  const char *name;
  void (*run)(void);
} cases[] = {
  {"data, datastart, setdata, len, setlen, adjustlen", case_data},
  {"maxlen, leadingspace, trailingspace", case_space},
  {"align_32, data_to_physical", case_align},
  {"get, gethdr", case_get},
  {"attachcluster", case_attach},
  {"alloccluster, freecluster, getcluster, mclget, mclhasreference", case_clusters},
  {"getpacket, allocpacket, allocpacket_list", case_packets},
  {"free, freem, freem_list", case_free},
  {"copym", case_copym},
  {"dup", case_dup},
  {"copydata", case_copydata},
  {"copyback", case_copyback},
  {"prepend", case_prepend},
  {"split", case_split},
  {"pullup", case_pullup},
  {"pulldown", case_pulldown},
  {"adj", case_adj},
  {"concatenate", case_concatenate},
  {"next, setnext, nextpkt, setnextpkt", case_links},
  {"type, settype", case_type},
  {"flags, setflags, setflags_mask", case_flags},
  {"copy_pkthdr, pkthdr_len, rcvif, header, driver fields", case_header},
  {"VLAN tag, checksum words, TSO", case_vlan_and_sums},
  {"inet_cksum, inet6_cksum", case_checksum},
  {"inbound_modified, outbound_finalize", case_finalize},
  {"tag_id_find, tag_allocate, tag_find, tag_free", case_tags},
  {"add_drvaux, find_drvaux, del_drvaux", case_drvaux},
  {"traffic classes, service classes", case_classes},
  {"get_mlen, get_mhlen, get_minclsize, stats", case_sizes},
  {"null everywhere", case_null},
  {"freed mbufs everywhere", case_stale},
};

const char *mbuf_abi_name(int number) {
  return number < (int)(sizeof cases / sizeof *cases) ? cases[number].name : NULL;
}

const char *mbuf_abi_run(int number) {
  failures[0] = '\0';
  cases[number].run();
  return failures;
}

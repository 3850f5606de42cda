/* SPDX-License-Identifier: Apache-2.0
 * Cases about allocation and release. */
#include "check.h"

void case_get(void) {
  mbuf_t m = (mbuf_t)(void *)&m;
  EXPECT(mbuf_get(MBUF_DONTWAIT, MBUF_TYPE_FREE, &m), EINVAL);
  HOLDS(m == NULL);
  EXPECT(mbuf_gethdr(MBUF_DONTWAIT, 256, &m), EINVAL);
  EXPECT(mbuf_get(MBUF_DONTWAIT, MBUF_TYPE_DATA, &m), 0);
  EXPECT(mbuf_len(m), 0);
  EXPECT(mbuf_flags(m), 0);
  HOLDS(mbuf_next(m) == NULL && mbuf_nextpkt(m) == NULL && mbuf_data(m) == mbuf_datastart(m));
  mbuf_freem(m);
  EXPECT(mbuf_gethdr(MBUF_WAITOK, MBUF_TYPE_HEADER, &m), 0);
  EXPECT(mbuf_flags(m), MBUF_PKTHDR);
  EXPECT(mbuf_type(m), MBUF_TYPE_HEADER);
  EXPECT(mbuf_pkthdr_len(m), 0);
  HOLDS(mbuf_pkthdr_rcvif(m) == NULL && mbuf_pkthdr_header(m) == NULL);
  mbuf_freem(m);
}

static _Thread_local struct {
  int calls;
  caddr_t buffer, argument;
  u_int size;
} released;

static void release(caddr_t buffer, u_int size, caddr_t argument) {
  released.calls++;
  released.buffer = buffer;
  released.size = size;
  released.argument = argument;
}

void case_attach(void) {
  char memory[3000], argument;
  mbuf_t m = NULL, copy = NULL, half = NULL;
  released.calls = 0;
  memset(memory, 'x', sizeof memory);
  EXPECT(mbuf_attachcluster(MBUF_WAITOK, 1, NULL, memory, release, 10, NULL), EINVAL);
  EXPECT(mbuf_attachcluster(MBUF_WAITOK, 1, &m, NULL, release, 10, NULL), EINVAL);
  EXPECT(mbuf_attachcluster(MBUF_WAITOK, 1, &m, memory, NULL, 10, NULL), EINVAL);
  EXPECT(mbuf_attachcluster(MBUF_WAITOK, 1, &m, memory, release, 0, NULL), EINVAL);
  HOLDS(m == NULL);

  /* Without an mbuf: a header mbuf of the type. */
  EXPECT(mbuf_attachcluster(MBUF_WAITOK, MBUF_TYPE_CONTROL, &m, memory, release, sizeof memory,
                            &argument), 0);
  EXPECT(mbuf_flags(m), MBUF_PKTHDR | MBUF_EXT);
  EXPECT(mbuf_type(m), MBUF_TYPE_CONTROL);
  EXPECT(mbuf_len(m), 0);
  EXPECT(mbuf_maxlen(m), sizeof memory);
  HOLDS(mbuf_data(m) == memory && mbuf_datastart(m) == memory);
  mbuf_setlen(m, sizeof memory);
  mbuf_pkthdr_setlen(m, sizeof memory);

  /* Released once, at the last reference. */
  EXPECT(mbuf_mclhasreference(m), 0);
  EXPECT(mbuf_copym(m, 100, 50, MBUF_WAITOK, &copy), 0);
  EXPECT(mbuf_split(m, 1000, MBUF_WAITOK, &half), 0);
  HOLDS(mbuf_mclhasreference(m) && mbuf_mclhasreference(copy) && mbuf_mclhasreference(half));
  HOLDS(mbuf_data(copy) == memory + 100 && mbuf_data(half) == memory + 1000);
  mbuf_freem(m);
  mbuf_freem(copy);
  EXPECT(released.calls, 0);
  mbuf_freem(half);
  EXPECT(released.calls, 1);
  HOLDS(released.buffer == memory && released.argument == &argument);
  EXPECT(released.size, sizeof memory);

  /* With an mbuf: its type and length stay, external storage it had is released. */
  EXPECT(mbuf_get(MBUF_WAITOK, MBUF_TYPE_DATA, &m), 0);
  mbuf_setlen(m, 5);
  mbuf_t same = m;
  EXPECT(mbuf_attachcluster(MBUF_WAITOK, MBUF_TYPE_CONTROL, &m, memory, release, 1000, NULL), 0);
  HOLDS(m == same);
  EXPECT(mbuf_type(m), MBUF_TYPE_DATA);
  EXPECT(mbuf_len(m), 5);
  EXPECT(mbuf_attachcluster(MBUF_WAITOK, 1, &m, memory + 1000, release, 1000, NULL), 0);
  EXPECT(released.calls, 2);
  HOLDS(released.buffer == memory);
  mbuf_freem(m);
  EXPECT(released.calls, 3);
}

void case_clusters(void) {
  static const size_t wanted[][2] = {{1, 2048}, {2048, 2048}, {2049, 4096}, {4097, 16384}};
  caddr_t memory = NULL;
  size_t size = 0;
  EXPECT(mbuf_alloccluster(MBUF_WAITOK, NULL, &memory), EINVAL);
  EXPECT(mbuf_alloccluster(MBUF_WAITOK, &size, NULL), EINVAL);
  EXPECT(mbuf_alloccluster(MBUF_WAITOK, &size, &memory), EINVAL);
  for (int i = 0; i < 4; i++) {
    size = wanted[i][0];
    EXPECT(mbuf_alloccluster(MBUF_WAITOK, &size, &memory), 0);
    EXPECT(size, wanted[i][1]);
    memset(memory, 1, size);
    mbuf_freecluster(memory, size);
  }
  size = 16385;
  EXPECT(mbuf_alloccluster(MBUF_WAITOK, &size, &memory), ENOMEM);
  EXPECT(size, 0);
  HOLDS(memory == NULL);

  mbuf_t m = NULL;
  EXPECT(mbuf_getcluster(MBUF_WAITOK, MBUF_TYPE_DATA, 2048, NULL), EINVAL);
  EXPECT(mbuf_getcluster(MBUF_WAITOK, MBUF_TYPE_DATA, 2000, &m), EINVAL);
  HOLDS(m == NULL);
  EXPECT(mbuf_getcluster(MBUF_WAITOK, MBUF_TYPE_CONTROL, 16384, &m), 0);
  EXPECT(mbuf_flags(m), MBUF_EXT); /* a plain mbuf */
  EXPECT(mbuf_type(m), MBUF_TYPE_CONTROL);
  EXPECT(mbuf_maxlen(m), 16384);
  EXPECT(mbuf_getcluster(MBUF_WAITOK, MBUF_TYPE_DATA, 1, &m), EINVAL);
  EXPECT(mbuf_maxlen(m), 16384); /* a given mbuf is kept */
  EXPECT(mbuf_getcluster(MBUF_WAITOK, MBUF_TYPE_DATA, 4096, &m), 0);
  EXPECT(mbuf_maxlen(m), 4096); /* the old cluster was released */
  EXPECT(mbuf_mclget(MBUF_WAITOK, MBUF_TYPE_DATA, &m), 0);
  EXPECT(mbuf_maxlen(m), 2048);
  EXPECT(mbuf_mclhasreference(m), 0);
  mbuf_freem(m);

  /* A cluster under an mbuf is not the caller's to free. */
  m = NULL;
  EXPECT(mbuf_mclget(MBUF_WAITOK, MBUF_TYPE_DATA, &m), 0);
  mbuf_freecluster(mbuf_datastart(m), 2048);
  memset(mbuf_datastart(m), 2, 2048);
  EXPECT(mbuf_maxlen(m), 2048);
  mbuf_freem(m);
}

void case_packets(void) {
  static const struct {
    size_t bytes;
    unsigned int limit, mbufs;
    size_t last;
  } shapes[] = {
    {1, 0, 1, 112}, {112, 0, 1, 112}, {113, 0, 2, 224}, {336, 0, 2, 224}, {336, 1, 1, 2048},
    {337, 0, 1, 2048}, {2048, 1, 1, 2048}, {2049, 0, 1, 4096}, {4096, 0, 1, 4096},
    {4097, 1, 1, 16384}, {16384, 1, 1, 16384}, {16385, 2, 2, 2048}, {40000, 0, 3, 16384},
  };
  mbuf_t m = NULL;
  EXPECT(mbuf_getpacket(MBUF_WAITOK, &m), 0);
  EXPECT(mbuf_flags(m), MBUF_PKTHDR | MBUF_EXT);
  EXPECT(mbuf_maxlen(m), 2048);
  EXPECT(mbuf_len(m) + mbuf_pkthdr_len(m), 0);
  mbuf_freem(m);
  for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
    unsigned int chunks = shapes[i].limit;
    EXPECT(mbuf_allocpacket(MBUF_WAITOK, shapes[i].bytes, &chunks, &m), 0);
    EXPECT(chunks, shapes[i].mbufs);
    EXPECT(chain_mbufs(m), shapes[i].mbufs);
    EXPECT(chain_bytes(m) + mbuf_pkthdr_len(m), 0);
    size_t room = 0;
    mbuf_t last = m;
    for (mbuf_t piece = m; piece != NULL; piece = mbuf_next(piece)) {
      room += mbuf_maxlen(piece);
      last = piece;
    }
    HOLDS(room >= shapes[i].bytes);
    EXPECT(mbuf_maxlen(last), shapes[i].last);
    mbuf_freem(m);
  }
  mbuf_t untouched = (mbuf_t)(void *)&m;
  m = untouched;
  unsigned int chunks = 1;
  EXPECT(mbuf_allocpacket(MBUF_WAITOK, 0, NULL, &m), EINVAL);
  EXPECT(mbuf_allocpacket(MBUF_WAITOK, 16385, &chunks, &m), ENOBUFS);
  EXPECT(mbuf_allocpacket(MBUF_WAITOK, (size_t)1 << 40, &chunks, &m), ENOBUFS);
  EXPECT(mbuf_allocpacket_list(0, MBUF_WAITOK, 10, NULL, &m), EINVAL);
  EXPECT(mbuf_allocpacket_list(3, MBUF_WAITOK, 0, NULL, &m), EINVAL);
  EXPECT(mbuf_allocpacket_list(3, MBUF_WAITOK, 20000, &chunks, &m), ENOBUFS);
  HOLDS(m == untouched);
  chunks = 0;
  EXPECT(mbuf_allocpacket_list(3, MBUF_WAITOK, 20000, &chunks, &m), 0);
  EXPECT(chunks, 2);
  int packets = 0;
  for (mbuf_t packet = m; packet != NULL; packet = mbuf_nextpkt(packet)) {
    EXPECT(mbuf_flags(packet) & MBUF_PKTHDR, MBUF_PKTHDR);
    EXPECT(chain_mbufs(packet), 2);
    packets++;
  }
  EXPECT(packets, 3);
  EXPECT(mbuf_freem_list(m), 3);
}

void case_free(void) {
  mbuf_t a = NULL, b = NULL, c = NULL;
  EXPECT(mbuf_gethdr(MBUF_WAITOK, MBUF_TYPE_DATA, &a), 0);
  EXPECT(mbuf_get(MBUF_WAITOK, MBUF_TYPE_DATA, &b), 0);
  EXPECT(mbuf_gethdr(MBUF_WAITOK, MBUF_TYPE_DATA, &c), 0);
  EXPECT(mbuf_setnext(a, b), 0);
  mbuf_setnextpkt(a, c);
  HOLDS(mbuf_free(a) == b); /* only one, and the next comes back */
  EXPECT(mbuf_type(b), MBUF_TYPE_DATA);
  HOLDS(mbuf_free(b) == NULL);
  EXPECT(mbuf_type(c), MBUF_TYPE_DATA);
  EXPECT(mbuf_get(MBUF_WAITOK, MBUF_TYPE_DATA, &a), 0);
  EXPECT(mbuf_setnext(c, a), 0);
  EXPECT(mbuf_gethdr(MBUF_WAITOK, MBUF_TYPE_DATA, &b), 0);
  mbuf_setnextpkt(c, b);
  mbuf_freem(c); /* the chain, not the packets behind */
  EXPECT(mbuf_type(a), MBUF_TYPE_FREE);
  EXPECT(mbuf_type(b), MBUF_TYPE_DATA);
  EXPECT(mbuf_freem_list(b), 1);
}

void case_sizes(void) {
  struct mbuf_stat before, after;
  EXPECT(mbuf_get_mlen(), 224);
  EXPECT(mbuf_get_mhlen(), 112);
  EXPECT(mbuf_get_minclsize(), 336);
  mbuf_stats(&before);
  EXPECT(before.msize, 256);
  EXPECT(before.mclbytes, 2048);
  EXPECT(before.bigmclbytes, 4096);
  EXPECT(before.minclsize, 336);
  EXPECT(before.mlen, 224);
  EXPECT(before.mhlen, 112);
  HOLDS(before.clfree <= before.clusters && before.bigclfree <= before.bigclusters);
  mbuf_t list = NULL;
  EXPECT(mbuf_allocpacket_list(5, MBUF_WAITOK, 4096, NULL, &list), 0);
  mbuf_stats(&after);
  HOLDS(after.bigclusters - after.bigclfree >= 5);
  HOLDS(after.mtypes[MBUF_TYPE_DATA] >= 5);
  HOLDS(after.mbufs >= 5);
  mbuf_freem_list(list);
}

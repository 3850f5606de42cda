/* SPDX-License-Identifier: Apache-2.0
 * Expectations of the C cases: failures are collected as text.
 */
#pragma once
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include "mbuf_abi.h"

void fail_at(const char *file, int line, const char *what, long long got, long long wanted);

/* Both sides as numbers. */
#define EXPECT(actual, wanted)                                                      \
  do {                                                                              \
    long long got_ = (long long)(actual), wanted_ = (long long)(wanted);            \
    if (got_ != wanted_) fail_at(__FILE__, __LINE__, #actual, got_, wanted_);       \
  } while (0)

#define HOLDS(condition) EXPECT((condition) ? 1 : 0, 1)

/* A packet of `bytes` bytes: byte n is n * 7 + n / 256. */
mbuf_t make_packet(size_t bytes);
unsigned char pattern(size_t n);

/* Whether the chain holds the pattern from `start` on, `bytes` of it, and the header says so too. */
int holds_pattern(mbuf_t m, size_t start, size_t bytes);
size_t chain_bytes(mbuf_t m);
int chain_mbufs(mbuf_t m);

void case_data(void);
void case_space(void);
void case_align(void);
void case_get(void);
void case_attach(void);
void case_clusters(void);
void case_packets(void);
void case_free(void);
void case_copym(void);
void case_dup(void);
void case_copydata(void);
void case_copyback(void);
void case_prepend(void);
void case_split(void);
void case_pullup(void);
void case_pulldown(void);
void case_adj(void);
void case_concatenate(void);
void case_links(void);
void case_type(void);
void case_flags(void);
void case_header(void);
void case_vlan_and_sums(void);
void case_checksum(void);
void case_finalize(void);
void case_tags(void);
void case_drvaux(void);
void case_classes(void);
void case_sizes(void);
void case_null(void);
void case_stale(void);

/* SPDX-License-Identifier: Apache-2.0
 * Misuse on purpose, for the reports of checked mode. Compiled with call sites. */
#define KPI_CALL_SITES 1
#include "mbuf_abi.h"

static mbuf_t misuse_allocates(void) {
  mbuf_t m = NULL;
  mbuf_allocpacket(MBUF_WAITOK, 1000, NULL, &m);
  return m;
}

static void misuse_frees(mbuf_t m) { mbuf_freem(m); }

void abi_double_free(void) {
  mbuf_t m = misuse_allocates();
  misuse_frees(m);
  mbuf_freem(m);
}

void abi_use_after_free(void) {
  mbuf_t m = misuse_allocates();
  misuse_frees(m);
  mbuf_adj(m, 4);
}

void abi_write_after_free(void) {
  mbuf_t m = misuse_allocates();
  char *stale = mbuf_data(m);
  misuse_frees(m);
  stale[10] = 'x';
}

void abi_leak(int count) {
  for (int i = 0; i < count; i++) misuse_allocates();
}

void abi_clean(void) { misuse_frees(misuse_allocates()); }

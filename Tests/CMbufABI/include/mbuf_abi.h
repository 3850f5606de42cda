/* SPDX-License-Identifier: Apache-2.0
 * The mbuf functions as a C program meets them. Each case answers a text of what went wrong.
 */
#pragma once
#include <sys/kpi_mbuf.h>

/* Case `number`, or null behind the last one. */
const char *mbuf_abi_name(int number);

/* Runs a case on the calling thread: an empty text when everything held. */
const char *mbuf_abi_run(int number);

/* -- For checked mode: misuse on purpose, each place with a name of its own. -- */
void abi_double_free(void);
void abi_use_after_free(void);
void abi_write_after_free(void);
void abi_leak(int count);
void abi_clean(void);

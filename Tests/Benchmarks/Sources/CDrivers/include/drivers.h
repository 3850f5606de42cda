/* SPDX-License-Identifier: Apache-2.0
 *
 * Equivalent loops over raw system calls (c_), over the KPI (kpi_) and over libuv (uv_). Each runs
 * against the peer process of bench_peer, for a number of operations, and reports nothing itself.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

enum bench_peer_kind {
  BENCH_ECHO = 0,   /* sends back what it gets */
  BENCH_SINK = 1,   /* reads and forgets */
  BENCH_SOURCE = 2, /* writes as fast as it can */
  BENCH_ACCEPT = 3  /* accepts and waits for the peer's end, then closes */
};

/* Starts a peer in a process of its own; returns its TCP port on loopback, or 0. */
uint16_t bench_peer(enum bench_peer_kind kind, int *process);

/* Keeps this process, and what it starts from now on, on the first processor it may use; 0, or -1. */
int bench_stay(void);

/* A connected conversation with a peer. */
struct bench_link;

struct bench_link *c_open(uint16_t port);
int c_pingpong(struct bench_link *link, size_t size, long count);
int c_pipelined(struct bench_link *link, size_t size, int depth, long count);
/* The streams give `batch` messages, 1 to bench_most, to one call. */
enum { bench_most = 4 };
int c_stream_out(struct bench_link *link, size_t size, int batch, long count);
int c_stream_in(struct bench_link *link, size_t size, long count);
int c_readiness(struct bench_link *link, size_t size, long count);
int c_connect(uint16_t port, long count);
int c_accept(long count);
void c_close(struct bench_link *link);

struct bench_link *kpi_open(uint16_t port);
int kpi_pingpong(struct bench_link *link, size_t size, long count);
int kpi_pipelined(struct bench_link *link, size_t size, int depth, long count);
int kpi_stream_out(struct bench_link *link, size_t size, int batch, long count);
int kpi_stream_in(struct bench_link *link, size_t size, long count);
int kpi_mbuf_out(struct bench_link *link, size_t size, long count);
int kpi_mbuf_in(struct bench_link *link, size_t size, long count);
int kpi_upcall(struct bench_link *link, size_t size, long count);
int kpi_connect(uint16_t port, long count);
int kpi_accept(long count);
void kpi_close(struct bench_link *link);

struct bench_link *uv_open(uint16_t port);
int uv_pingpong(struct bench_link *link, size_t size, int depth, long count);
int uv_stream_out(struct bench_link *link, size_t size, int batch, long count);
int uv_connect_rate(uint16_t port, long count);
void uv_end(struct bench_link *link);

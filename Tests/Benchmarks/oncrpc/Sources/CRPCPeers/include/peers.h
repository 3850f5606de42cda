/* SPDX-License-Identifier: Apache-2.0
 * The stub server, and the two clients that the engine is measured against. */
#pragma once

/* The calls of the benchmark, by their NFS version 3 numbers. */
enum { peer_getattr = 1, peer_read = 6, peer_write = 7 };

/* Bytes of payload in READ and WRITE. */
enum { peer_payload = 4096 };

/* Starts a server in a process of its own that ends with this one. Call before there are threads.
 * It answers GETATTR, READ and WRITE with replies that are encoded already. Returns its port, or -1. */
int peer_serve(void);

/* Makes `total` calls, `depth` at once: plain C with calls that are encoded already, and libnfs.
 * Returns 0; -1 when the connection fails, -2 when this libnfs has no such call. */
int peer_raw(int port, int procedure, int depth, int total);
int peer_libnfs(int port, int procedure, int depth, int total);

/* SPDX-License-Identifier: Apache-2.0
 * libuv, used as its documentation shows. */
#include "drivers.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

struct bench_link {
  uv_loop_t loop;
  uv_tcp_t tcp;
  char *out, *in;
  size_t size, partial;
  long left, to_send;
  int batch, failed;
};
enum { block = 8 * 1024 * 1024 };

static void on_connect(uv_connect_t *request, int status) {
  struct bench_link *link = request->handle->data;
  if (status != 0) link->failed = 1;
}

static int dial(struct bench_link *link, uint16_t port) {
  struct sockaddr_in to;
  uv_connect_t request;
  uv_ip4_addr("127.0.0.1", port, &to);
  uv_tcp_init(&link->loop, &link->tcp);
  uv_tcp_nodelay(&link->tcp, 1);
  link->tcp.data = link;
  uv_tcp_connect(&request, &link->tcp, (void *)&to, on_connect);
  uv_run(&link->loop, UV_RUN_DEFAULT);
  return link->failed ? -1 : 0;
}

struct bench_link *uv_open(uint16_t port) {
  struct bench_link *link = calloc(1, sizeof *link);
  uv_loop_init(&link->loop);
  link->out = calloc(1, block);
  link->in = calloc(1, block);
  return dial(link, port) == 0 ? link : NULL;
}

static void on_written(uv_write_t *request, int status) {
  struct bench_link *link = request->handle->data;
  if (status != 0) link->failed = 1;
  free(request);
}

static void write_some(struct bench_link *link, long messages) {
  if (messages > link->to_send) messages = link->to_send;
  if (messages <= 0) return;
  link->to_send -= messages;
  uv_buf_t buffer = uv_buf_init(link->out, (unsigned)(link->size * (size_t)messages));
  uv_write_t *request = malloc(sizeof *request);
  uv_write(request, (uv_stream_t *)&link->tcp, &buffer, 1, on_written);
}

static void lend(uv_handle_t *handle, size_t wanted, uv_buf_t *buffer) {
  struct bench_link *link = handle->data;
  (void)wanted;
  *buffer = uv_buf_init(link->in, block);
}

static void on_read(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer) {
  struct bench_link *link = stream->data;
  (void)buffer;
  if (count <= 0) {
    if (count < 0) link->failed = 1;
    if (count < 0) uv_read_stop(stream);
    return;
  }
  link->partial += (size_t)count;
  long whole = (long)(link->partial / link->size);
  link->partial %= link->size;
  link->left -= whole;
  if (link->left <= 0)
    uv_read_stop(stream);
  else
    write_some(link, whole);
}

int uv_pingpong(struct bench_link *link, size_t size, int depth, long count) {
  link->size = size;
  link->partial = 0;
  link->left = link->to_send = count;
  uv_read_start((uv_stream_t *)&link->tcp, lend, on_read);
  write_some(link, depth);
  uv_run(&link->loop, UV_RUN_DEFAULT);
  return link->failed ? -1 : 0;
}

static void on_streamed(uv_write_t *request, int status);

static void stream_more(struct bench_link *link) {
  uv_buf_t parts[bench_most];
  int now = link->to_send < link->batch ? (int)link->to_send : link->batch;
  if (now == 0) return;
  link->to_send -= now;
  for (int i = 0; i < now; i++) parts[i] = uv_buf_init(link->out, (unsigned)link->size);
  uv_write_t *request = malloc(sizeof *request);
  uv_write(request, (uv_stream_t *)&link->tcp, parts, (unsigned)now, on_streamed);
}

static void on_streamed(uv_write_t *request, int status) {
  struct bench_link *link = request->handle->data;
  if (status != 0) link->failed = 1;
  free(request);
  stream_more(link);
}

int uv_stream_out(struct bench_link *link, size_t size, int batch, long count) {
  link->size = size;
  link->batch = batch;
  link->to_send = count;
  /* Four writes in flight keep the socket busy. */
  for (int i = 0; i < 4; i++) stream_more(link);
  uv_run(&link->loop, UV_RUN_DEFAULT);
  return link->failed ? -1 : 0;
}

int uv_connect_rate(uint16_t port, long count) {
  struct bench_link link = {0};
  uv_loop_init(&link.loop);
  int result = 0;
  for (long i = 0; i < count && result == 0; i++) {
    result = dial(&link, port);
    uv_tcp_close_reset(&link.tcp, NULL);
    uv_run(&link.loop, UV_RUN_DEFAULT);
  }
  uv_loop_close(&link.loop);
  return result;
}

void uv_end(struct bench_link *link) {
  uv_close((uv_handle_t *)&link->tcp, NULL);
  uv_run(&link->loop, UV_RUN_DEFAULT);
  uv_loop_close(&link->loop);
  free(link->out);
  free(link->in);
  free(link);
}

/* SPDX-License-Identifier: Apache-2.0
 * Between the stub's connections and its replies. */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* Bytes of a call that are looked at; the data of a WRITE lies behind them and is thrown away. */
enum { stub_arguments = 1024 };

/* A reply: a head with the record mark in front, then data that is the same for all. */
struct stub_reply {
  uint32_t xid;  /* as it stood in the call */
  size_t head_length, data_length;
  const uint8_t *head;  /* NULL: `own` */
  const uint8_t *data;
  uint8_t own[512];
};

void stub_prepare(void);

/* The reply to a call whose first `length` bytes stand at `call`, without record mark. -1: garbage. */
int stub_answer(const uint8_t *call, size_t length, struct stub_reply *reply);

// SPDX-License-Identifier: Apache-2.0
// What the C programs of Tests/ABI share: claims that print where they fail, and waiting with a deadline.
#ifndef TESTS_ABI_CHECK_H
#define TESTS_ABI_CHECK_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int claims, broken;

#define CLAIM(condition)                                                     \
  do {                                                                       \
    claims++;                                                                \
    if (!(condition)) {                                                      \
      broken++;                                                              \
      printf("%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition);  \
    }                                                                        \
  } while (0)

// The call returns this error; prints what it returned otherwise.
#define RETURNS(error, call)                                                 \
  do {                                                                       \
    int returned_ = (call);                                                  \
    claims++;                                                                \
    if (returned_ != (error)) {                                              \
      broken++;                                                              \
      printf("%s:%d: %s returned %d (%s)\n", __FILE__, __LINE__, #call,      \
             returned_, strerror(returned_));                                \
    }                                                                        \
  } while (0)

// Evaluates the condition until it holds, at most five seconds.
#define SOON(condition)                                                      \
  do {                                                                       \
    for (int tries_ = 0; tries_ < 5000 && !(condition); tries_++)            \
      nanosleep(&(struct timespec){0, 1000000}, NULL);                       \
    CLAIM(condition);                                                        \
  } while (0)

static inline int verdict(void) {
  printf("%d claims, %d broken\n", claims, broken);
  return broken != 0 || claims == 0;
}

#endif

/* SPDX-License-Identifier: Apache-2.0
 * Stack captures, the hook at exit, and the environment switch of checked mode. */
#include "kpi_checked_support.h"
#include "kpi_pool.h"

#include <execinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/kpi_checked.h>
#include <unistd.h>

/* A call of the KPI lies at most this far behind the call that announced it. */
enum { SITE_DISTANCE = 2048, MOST_FRAMES = 96, INNER_FRAMES = 4 };

static _Thread_local struct {
  const char *file;
  int line;
  uintptr_t caller;
} site;

void kpi_call_site(const char *file, int line) {
  site.file = file;
  site.line = line;
  site.caller = (uintptr_t)__builtin_return_address(0);
}

__attribute__((noinline))
unsigned int kpi_capture(uintptr_t *frames, unsigned int limit, unsigned int *first,
                         const char **file, int *line) {
  void *stack[MOST_FRAMES];
  int depth = backtrace(stack, MOST_FRAMES);
  int from = 1;
  *first = 0;
  *file = NULL;
  *line = 0;
  for (int i = 1; site.file != NULL && i < depth; i++) {
    uintptr_t frame = (uintptr_t)stack[i];
    if (frame <= site.caller || frame - site.caller > SITE_DISTANCE) continue;
    /* The library's own frames are many, and only the last of them are told. */
    if (i > INNER_FRAMES) from = i - INNER_FRAMES;
    *first = (unsigned int)(i - from);
    *file = site.file;
    *line = site.line;
    break;
  }
  unsigned int count = 0;
  for (int i = from; i < depth && count < limit; i++) frames[count++] = (uintptr_t)stack[i];
  return count;
}

static int (*account_function)(void);
static int account_status;

static void at_exit(int status, void *unused) {
  (void)unused;
  int found = account_function();
  if (found == 0 || status != 0) return;
  fflush(NULL);
  _exit(account_status);
}

void kpi_account_at_exit(int (*account)(void), int status) {
  account_function = account;
  account_status = status;
  on_exit(at_exit, NULL);
}

void kpi_complain(const char *text, size_t bytes) {
  while (bytes > 0) {
    ssize_t written = write(STDERR_FILENO, text, bytes);
    if (written <= 0) return;
    text += written;
    bytes -= (size_t)written;
  }
}

__attribute__((constructor))
static void read_environment(void) {
  const char *value = getenv("KPI_CHECKED");
  if (value != NULL && strcmp(value, "") != 0 && strcmp(value, "0") != 0) {
    kpi_mode_set(KPI_MODE_CHECKED);
  }
}

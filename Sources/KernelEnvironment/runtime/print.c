/* SPDX-License-Identifier: Apache-2.0
 *
 * Printing, logging and panic. Everything goes to standard error, a line at a time.
 */
#include "internal.h"

#include <execinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int emit(const char *prefix, const char *format, va_list arguments) {
  if (kface_settings.quiet) return 0;
  flockfile(stderr);
  if (prefix) fputs(prefix, stderr);
  int length = vfprintf(stderr, format, arguments);
  size_t end = strlen(format);
  if (prefix && (end == 0 || format[end - 1] != '\n')) fputc('\n', stderr);
  funlockfile(stderr);
  return length;
}

#define PRINT_BODY(prefix)           \
  va_list arguments;                 \
  va_start(arguments, format);       \
  emit(prefix, format, arguments);   \
  va_end(arguments);

int kface_printf(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int length = emit(NULL, format, arguments);
  va_end(arguments);
  return length;
}
int kface_vprintf(const char *format, va_list arguments) { return emit(NULL, format, arguments); }
void kface_kprintf(const char *format, ...) { PRINT_BODY(NULL) }
void kface_IOLog(const char *format, ...) { PRINT_BODY(NULL) }
void kface_IOLogv(const char *format, va_list arguments) { emit(NULL, format, arguments); }
void kface_uprintf(const char *format, ...) { PRINT_BODY(NULL) }
void kface_ttyprintf(void *tty, const char *format, ...) {
  (void)tty;
  PRINT_BODY(NULL)
}
void *kface_tprintf_open(void *process) { return process; }
void kface_tprintf_close(void *terminal) { (void)terminal; }
void kface_tprintf(void *terminal, const char *format, ...) {
  (void)terminal;
  PRINT_BODY(NULL)
}
static const char *level_name(int level) {
  static const char *const names[] = {"emergency: ", "alert: ",  "critical: ", "error: ",
                                      "warning: ",   "notice: ", "info: ",     "debug: "};
  return names[level & 7];
}
void kface_log(int level, const char *format, ...) { PRINT_BODY(level_name(level)) }
void kface_vlog(int level, const char *format, va_list arguments) {
  emit(level_name(level), format, arguments);
}

int kface_vsnprintf(char *text, size_t room, const char *format, va_list arguments) {
  return vsnprintf(text, room, format, arguments);
}
int kface_vsprintf(char *text, const char *format, va_list arguments) {
  return vsprintf(text, format, arguments);
}
int kface_snprintf(char *text, size_t room, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(text, room, format, arguments);
  va_end(arguments);
  return length;
}
int kface_scnprintf(char *text, size_t room, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(text, room, format, arguments);
  va_end(arguments);
  if (room == 0) return 0;
  return length >= (int)room ? (int)room - 1 : length;
}
int kface_sprintf(char *text, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int length = vsprintf(text, format, arguments);
  va_end(arguments);
  return length;
}
int kface_sscanf(const char *text, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int count = vsscanf(text, format, arguments);
  va_end(arguments);
  return count;
}

/* ---- log objects ---- */

struct kface_log {
  char prefix[128];
};
struct kface_log kface_os_log_default;

struct kface_log *kface_os_log_create(const char *subsystem, const char *category) {
  struct kface_log *log = calloc(1, sizeof *log);
  if (!log) return &kface_os_log_default;
  snprintf(log->prefix, sizeof log->prefix, "%s %s: ", subsystem, category);
  return log;
}
void kface_os_release(void *log) {
  if (log != &kface_os_log_default) free(log);
}
bool kface_os_log_type_enabled(struct kface_log *log, uint8_t type) {
  return log != NULL && type != 0x02;
}
/* The host's format for a log's: annotations, "%{public}s", go, and data, "%.16P", is a pointer. */
static void plain_format(const char *format, char *plain, size_t room) {
  size_t length = 0;
  bool conversion = false;
  for (; *format && length + 1 < room; format++) {
    if (conversion && *format == '{') {
      const char *end = strchr(format, '}');
      if (!end) break;
      format = end;
      continue;
    }
    plain[length++] = conversion && *format == 'P' ? 'p' : *format;
    if (*format == '%')
      conversion = !conversion;
    else if (conversion && strchr("diouxXeEfFgGaAcsCSpPmn@", *format))
      conversion = false;
  }
  plain[length] = 0;
}
void kface_os_log(struct kface_log *log, uint8_t type, const char *logged, ...) {
  char format[1024];
  if (!log || type == 0x02) return;
  plain_format(logged, format, sizeof format);
  va_list arguments;
  va_start(arguments, logged);
  emit(log->prefix, format, arguments);
  va_end(arguments);
}

/* ---- stopping ---- */

__attribute__((noreturn)) static void stop(const char *format, va_list arguments) {
  fflush(NULL);
  flockfile(stderr);
  fputs("kernel-client: panic: ", stderr);
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
  void *frames[32];
  int count = backtrace(frames, 32);
  for (int i = 1; i < count; i++) {
    char where[256];
    kface_site_text(frames[i], where, sizeof where);
    fprintf(stderr, "kernel-client:   %s\n", where);
  }
  funlockfile(stderr);
  abort();
}
__attribute__((noreturn)) void kface_panic(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  stop(format, arguments);
}
__attribute__((noreturn)) void kface_IOPanic(const char *reason) { kface_panic("%s", reason); }
__attribute__((noreturn)) void kface_Assert(const char *file, int line, const char *expression) {
  kface_panic("assertion failed: %s, file %s, line %d", expression, file, line);
}
void kface_Debugger(const char *message) { kface_panic("Debugger: %s", message); }

unsigned kface_OSBacktrace(void **addresses, unsigned room) {
  return (unsigned)backtrace(addresses, (int)room);
}
void kface_OSReportWithBacktrace(const char *format, ...) { PRINT_BODY("backtrace: ") }

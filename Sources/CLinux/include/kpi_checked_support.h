/* SPDX-License-Identifier: Apache-2.0
 * What checked mode needs from C: stack captures, symbol names, the hook at exit.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A place in a program. */
struct kpi_place {
  char name[256];     /* function, demangled; empty when unknown */
  char object[256];   /* file the code is in */
  uint64_t offset;    /* from the start of the function, or of the file */
  bool is_ours;       /* part of this library or of the Swift runtime */
  bool is_start;      /* part of what starts a program or a thread */
};

/* Captures return addresses, innermost first. `*first` is the frame that called kpi_call_site before,
 * with its file and line; without one `*file` is null and `*first` 0. Answers the number of frames. */
unsigned int kpi_capture(uintptr_t *frames, unsigned int limit, unsigned int *first,
                         const char **file, int *line);

/* Looks a return address up. */
void kpi_symbolize(uintptr_t address, struct kpi_place *place);

static inline const char *kpi_place_name(const struct kpi_place *place) { return place->name; }
static inline const char *kpi_place_object(const struct kpi_place *place) { return place->object; }

/* Calls `account` at exit; with a result other than 0 an exit status of 0 becomes `status`. */
void kpi_account_at_exit(int (*account)(void), int status);

/* Writes text to standard error. */
void kpi_complain(const char *text, size_t bytes);

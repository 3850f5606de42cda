/* SPDX-License-Identifier: Apache-2.0
 *
 * Settings of a run, read once from the environment: KFACE_CHECKED, KFACE_ABORT, KFACE_STRICT,
 * KFACE_QUIET, KFACE_SEED, KFACE_FAULTS.
 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

struct kface_settings kface_settings = {
  .checked = true, .strict_close = false, .strict_length = false, .strict_size = true, .seed = 1};

static bool flag(const char *name, bool otherwise) {
  const char *value = getenv(name);
  if (!value || !*value) return otherwise;
  return strcmp(value, "0") != 0;
}

/* KFACE_STRICT is a list of close, length, size; "all" and "none" stand for everything. */
static void load_strict(const char *list) {
  bool all = strstr(list, "all") != NULL;
  kface_settings.strict_close = all || strstr(list, "close");
  kface_settings.strict_length = all || strstr(list, "length");
  kface_settings.strict_size = all || strstr(list, "size");
}

void kface_settings_load(void) {
  kface_settings.checked = flag("KFACE_CHECKED", true);
  kface_settings.abort_on_finding = flag("KFACE_ABORT", false);
  kface_settings.quiet = flag("KFACE_QUIET", false);
  const char *seed = getenv("KFACE_SEED");
  if (seed && *seed) kface_settings.seed = strtoull(seed, NULL, 0);
  const char *strict = getenv("KFACE_STRICT");
  if (strict && *strict) load_strict(strict);
  const char *faults = getenv("KFACE_FAULTS");
  if (faults && *faults) kface_faults_load(faults);
}

__attribute__((constructor)) static void load_at_start(void) { kface_settings_load(); }

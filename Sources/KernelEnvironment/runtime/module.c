/* SPDX-License-Identifier: Apache-2.0
 *
 * The loaded module: the program, under one tag. It stays as long as it runs.
 */
#include "internal.h"

#include <errno.h>


enum { TAG = 1, INVALID_ARGUMENT = (int)(0x37u << 26 | 2 << 14 | 5) };
static int references;

uint32_t kface_OSKextGetCurrentLoadTag(void) { return TAG; }
int kface_OSKextRetainKextWithLoadTag(uint32_t tag) {
  if (tag != TAG) return INVALID_ARGUMENT;
  __atomic_fetch_add(&references, 1, __ATOMIC_RELAXED);
  return 0;
}
int kface_OSKextReleaseKextWithLoadTag(uint32_t tag) {
  if (tag != TAG) return INVALID_ARGUMENT;
  if (__atomic_fetch_sub(&references, 1, __ATOMIC_RELAXED) <= 0)
    kface_finding("module", KFACE_SITE(), "released more often than retained");
  return 0;
}
const char *kface_OSKextGetCurrentIdentifier(void) { return program_invocation_short_name; }
const char *kface_OSKextGetCurrentVersionString(void) { return "1.0"; }


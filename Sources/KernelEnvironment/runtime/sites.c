/* SPDX-License-Identifier: Apache-2.0
 *
 * Call sites for the checked mode of the socket library: a file and a line for each return address,
 * looked up once.
 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

enum { SITES = 4096 };
static struct {
  void *address;
  struct kface_site site;
} sites[SITES];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int wanted = -1;

/* "function (file.c:12)" becomes its file and its line. */
static void look_up(struct kface_site *site, void *address) {
  char text[256];
  kface_site_text(address, text, sizeof text);
  char *open = strchr(text, '('), *colon = open ? strrchr(open, ':') : NULL;
  if (colon) {
    site->line = atoi(colon + 1);
    *colon = 0;
  }
  strncpy(site->file, colon ? open + 1 : text, sizeof site->file - 1);
}

/* Null when nobody wants to know. */
const struct kface_site *kface_site_known(void *address) {
  if (wanted < 0) {
    const char *checked = getenv("KPI_CHECKED");
    wanted = checked && *checked == '1';
  }
  if (!wanted) return NULL;
  pthread_mutex_lock(&lock);
  unsigned at = (unsigned)(((uintptr_t)address * 0x9e3779b97f4a7c15ull) >> 52) % SITES;
  while (sites[at].address && sites[at].address != address) at = (at + 1) % SITES;
  if (!sites[at].address) {
    look_up(&sites[at].site, address);
    sites[at].address = address;
  }
  pthread_mutex_unlock(&lock);
  return &sites[at].site;
}

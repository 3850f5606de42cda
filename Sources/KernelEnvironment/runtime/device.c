/* SPDX-License-Identifier: Apache-2.0
 *
 * Device switches and nodes, kept in tables; semaphores, identifiers.
 */
#include "internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int kface_nullop(void) { return 0; }
int kface_enosys(void) { return D_ENOSYS; }
int kface_enodev(void) { return D_ENODEV; }
int kface_seltrue(int device, int which, void *process) {
  (void)device, (void)which, (void)process;
  return 1;
}
void kface_enodev_strat(void) {}

enum { SWITCHES = 64 };
static const void *character[SWITCHES], *block[SWITCHES];

/* A negative index asks for any free slot at or above its absolute value. */
static int add(const void **table, int index, const void *entry) {
  int first = index < 0 ? (index == -1 ? 24 : -index) : index;
  int last = index < 0 ? SWITCHES - 1 : index;
  for (int i = first; i >= 0 && i <= last && i < SWITCHES; i++) {
    if (table[i]) continue;
    table[i] = entry;
    return i;
  }
  return -1;
}
static int take(const void **table, int index, const void *entry) {
  if (index < 0 || index >= SWITCHES || table[index] != entry) return -1;
  table[index] = NULL;
  return index;
}
int kface_cdevsw_add(int index, const void *entry) { return add(character, index, entry); }
int kface_cdevsw_remove(int index, const void *entry) { return take(character, index, entry); }
int kface_bdevsw_add(int index, const void *entry) { return add(block, index, entry); }
int kface_bdevsw_remove(int index, const void *entry) { return take(block, index, entry); }
static int is_free(const void **table, int index) {
  return index >= 0 && index < SWITCHES && !table[index] ? index : -1;
}
int kface_cdevsw_isfree(int index) { return is_free(character, index); }
int kface_bdevsw_isfree(int index) { return is_free(block, index); }

/* The switch behind a character device of this number, for the harness. */
const void *kface_character_switch(int device) {
  unsigned index = (unsigned)device >> 24;
  return index < SWITCHES ? character[index] : NULL;
}

struct node {
  struct node *next;
  char name[64];
  int device;
};
static struct node *nodes;
static pthread_mutex_t nodes_lock = PTHREAD_MUTEX_INITIALIZER;
static void *make_node(int device, const char *format, va_list arguments, void *site) {
  struct node *node = kface_allocate(sizeof *node, KFACE_OWN, NULL, "device node", true, false, 0,
                                     site);
  node->device = device;
  vsnprintf(node->name, sizeof node->name, format, arguments);
  pthread_mutex_lock(&nodes_lock);
  node->next = nodes;
  nodes = node;
  pthread_mutex_unlock(&nodes_lock);
  return node;
}
/* The number of the node of this name, -1 when there is none. */
int kface_device_number(const char *name) {
  pthread_mutex_lock(&nodes_lock);
  const struct node *node = nodes;
  while (node && strcmp(node->name, name) != 0) node = node->next;
  int device = node ? node->device : -1;
  pthread_mutex_unlock(&nodes_lock);
  return device;
}
void *kface_devfs_make_node(int device, int kind, unsigned uid, unsigned gid, int mode,
                            const char *format, ...) {
  (void)kind, (void)uid, (void)gid, (void)mode;
  va_list arguments;
  va_start(arguments, format);
  void *node = make_node(device, format, arguments, KFACE_SITE());
  va_end(arguments);
  return node;
}
void *kface_devfs_make_node_clone(int device, int kind, unsigned uid, unsigned gid, int mode,
                                  void *clone, const char *format, ...) {
  (void)kind, (void)uid, (void)gid, (void)mode, (void)clone;
  va_list arguments;
  va_start(arguments, format);
  void *node = make_node(device, format, arguments, KFACE_SITE());
  va_end(arguments);
  return node;
}
int kface_devfs_make_link(void *node, char *format, ...) {
  (void)format;
  return node ? 0 : D_EINVAL;
}
void kface_devfs_remove(void *gone) {
  if (!gone) return;
  pthread_mutex_lock(&nodes_lock);
  struct node **link = &nodes;
  while (*link && *link != gone) link = &(*link)->next;
  if (*link) *link = (*link)->next;
  pthread_mutex_unlock(&nodes_lock);
  kface_release(gone, 0, false, KFACE_OWN, NULL, KFACE_SITE());
}

/* ---- semaphores ---- */

struct semaphore {
  pthread_mutex_t lock;
  int value;
};
int kface_semaphore_create(void *task, struct semaphore **made, int policy, int value) {
  (void)task, (void)policy;
  if (!made || value < 0) return 4;
  struct semaphore *semaphore = kface_allocate(sizeof *semaphore, KFACE_OWN, NULL, "semaphore", true,
                                               false, 0, KFACE_SITE());
  pthread_mutex_init(&semaphore->lock, NULL);
  semaphore->value = value;
  *made = semaphore;
  return 0;
}
int kface_semaphore_destroy(void *task, struct semaphore *semaphore) {
  (void)task;
  if (!semaphore) return 4;
  pthread_mutex_destroy(&semaphore->lock);
  kface_release(semaphore, 0, false, KFACE_OWN, NULL, KFACE_SITE());
  return 0;
}
int kface_semaphore_signal(struct semaphore *semaphore) {
  pthread_mutex_lock(&semaphore->lock);
  semaphore->value++;
  pthread_mutex_unlock(&semaphore->lock);
  kface_wake(semaphore, true, K_AWAKENED);
  return 0;
}
int kface_semaphore_signal_all(struct semaphore *semaphore) {
  pthread_mutex_lock(&semaphore->lock);
  semaphore->value += (int)kface_wake(semaphore, false, K_AWAKENED);
  pthread_mutex_unlock(&semaphore->lock);
  return 0;
}
static int wait_semaphore(struct semaphore *semaphore, uint64_t deadline) {
  int result = K_AWAKENED;
  pthread_mutex_lock(&semaphore->lock);
  while (semaphore->value == 0 && result == K_AWAKENED) {
    kface_wait_begin(semaphore, true, deadline);
    pthread_mutex_unlock(&semaphore->lock);
    result = kface_wait_finish();
    pthread_mutex_lock(&semaphore->lock);
  }
  bool taken = semaphore->value > 0;
  if (taken) semaphore->value--;
  pthread_mutex_unlock(&semaphore->lock);
  return taken ? 0 : result == K_TIMED_OUT ? 49 : 14;
}
int kface_semaphore_wait(struct semaphore *semaphore) {
  return wait_semaphore(semaphore, KFACE_FOREVER);
}
struct kface_mach_timespec {
  unsigned seconds;
  int nanoseconds;
};
int kface_semaphore_timedwait(struct semaphore *semaphore, struct kface_mach_timespec wait) {
  return wait_semaphore(semaphore, kface_uptime() + wait.seconds * 1000000000ull +
                                     (uint64_t)wait.nanoseconds);
}

/* ---- identifiers ---- */

void kface_read_random(void *buffer, unsigned length);
void kface_uuid_clear(uint8_t *uuid) { memset(uuid, 0, 16); }
int kface_uuid_compare(const uint8_t *a, const uint8_t *b) { return memcmp(a, b, 16); }
void kface_uuid_copy(uint8_t *to, const uint8_t *from) { memcpy(to, from, 16); }
void kface_uuid_generate(uint8_t *uuid) {
  kface_read_random(uuid, 16);
  uuid[6] = (uint8_t)((uuid[6] & 0x0f) | 0x40);
  uuid[8] = (uint8_t)((uuid[8] & 0x3f) | 0x80);
}
int kface_uuid_is_null(const uint8_t *uuid) {
  for (int i = 0; i < 16; i++)
    if (uuid[i]) return 0;
  return 1;
}
static void unparse(const uint8_t *uuid, char *text, const char *digit) {
  for (int i = 0; i < 16; i++) {
    if (i == 4 || i == 6 || i == 8 || i == 10) *text++ = '-';
    text += sprintf(text, digit, uuid[i]);
  }
}
void kface_uuid_unparse(const uint8_t *uuid, char *text) { unparse(uuid, text, "%02X"); }
void kface_uuid_unparse_lower(const uint8_t *uuid, char *text) { unparse(uuid, text, "%02x"); }
int kface_uuid_parse(const char *text, uint8_t *uuid) {
  int at = 0;
  for (; at < 16; at++) {
    if (at == 4 || at == 6 || at == 8 || at == 10)
      if (*text++ != '-') return -1;
    unsigned value;
    if (sscanf(text, "%2x", &value) != 1) return -1;
    uuid[at] = (uint8_t)value;
    text += 2;
  }
  return *text ? -1 : 0;
}

/* ---- the platform ---- */

/* Arguments of the start come from KFACE_BOOT_ARGS: "name=value name". Integers of up to 8 bytes. */
unsigned kface_PE_parse_boot_argn(const char *name, void *value, int room) {
  const char *list = getenv("KFACE_BOOT_ARGS");
  size_t length = strlen(name);
  for (const char *at = list; at && *at; at = strchr(at, ' ') ? strchr(at, ' ') + 1 : NULL) {
    if (strncmp(at, name, length) || (at[length] && at[length] != '=' && at[length] != ' ')) continue;
    long long number = at[length] == '=' ? strtoll(at + length + 1, NULL, 0) : 1;
    if (room > 0) memcpy(value, &number, (size_t)room < sizeof number ? (size_t)room : sizeof number);
    return 1;
  }
  return 0;
}
unsigned kface_PE_parse_boot_arg(const char *name, void *value) {
  return kface_PE_parse_boot_argn(name, value, 4);
}
unsigned kface_PEGetModelName(char *name, int room) {
  return room > 0 && snprintf(name, (size_t)room, "Linux1,1") > 0;
}
unsigned kface_PEGetMachineName(char *name, int room) {
  return room > 0 && snprintf(name, (size_t)room, "Linux") > 0;
}

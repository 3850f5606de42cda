/* SPDX-License-Identifier: Apache-2.0
 *
 * Tunables: those a client registers, and those its SYSCTL_ macros put in the section. A harness
 * finds, reads and sets them by name ("net.inet.foo.bar").
 */
#include "internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern const char kface_ostype[], kface_osrelease[], kface_version[];
extern char kface_osversion[], kface_hostname[];

struct kface_request {
  void *process;
  int lock;
  uint64_t old_pointer;
  size_t old_length, old_index;
  int (*old_function)(struct kface_request *, const void *, size_t);
  uint64_t new_pointer;
  size_t new_length, new_index;
  int (*new_function)(struct kface_request *, void *, size_t);
};
struct kface_oid {
  void *parent;
  struct kface_oid *link;
  int number, kind;
  void *arg1;
  int arg2;
  const char *name;
  int (*handler)(struct kface_oid *, void *, int, struct kface_request *);
  const char *format, *description;
  int version, references;
  const char *parent_name;
};

extern struct kface_oid *__start_kface_sysctl[] __attribute__((weak));
extern struct kface_oid *__stop_kface_sysctl[] __attribute__((weak));

/* The tree's top, for clients that declare children of it. */
#define TOP(name) void *kface_sysctl_node##name;
TOP() TOP(_kern) TOP(_vm) TOP(_vfs) TOP(_net) TOP(_debug) TOP(_hw) TOP(_machdep) TOP(_user)
TOP(_security) TOP(_net_inet) TOP(_net_inet_ip) TOP(_net_inet_tcp) TOP(_net_inet_udp)
TOP(_net_link) TOP(_vfs_generic)

enum { MOST = 1024 };
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct kface_oid *registered[MOST];
static unsigned count;
static struct kface_oid **section_first, **section_end;

void kface_sysctl_register_oid(struct kface_oid *oid) {
  pthread_mutex_lock(&lock);
  if (count < MOST) registered[count++] = oid;
  pthread_mutex_unlock(&lock);
}

void kface_sysctl_unregister_oid(struct kface_oid *oid) {
  pthread_mutex_lock(&lock);
  for (unsigned i = 0; i < count; i++)
    if (registered[i] == oid) registered[i] = registered[--count];
  pthread_mutex_unlock(&lock);
}

/* The program's own section; the generated entry table hands it over. */
void kface_sysctl_section(void *first, void *end) {
  section_first = first;
  section_end = end;
}

static bool named(const struct kface_oid *oid, const char *name) {
  char whole[256];
  snprintf(whole, sizeof whole, "%s%s%s", oid->parent_name, *oid->parent_name ? "_" : "", oid->name);
  char wanted[256];
  snprintf(wanted, sizeof wanted, "_%s", name);
  for (char *c = wanted; *c; c++)
    if (*c == '.') *c = '_';
  return strcmp(whole, wanted) == 0;
}

static struct kface_oid *find(const char *name) {
  struct kface_oid *found = NULL;
  pthread_mutex_lock(&lock);
  for (unsigned i = 0; !found && i < count; i++)
    if (named(registered[i], name)) found = registered[i];
  for (struct kface_oid **at = section_first; !found && at < section_end; at++)
    if (*at && named(*at, name)) found = *at;
  for (struct kface_oid **at = __start_kface_sysctl; !found && at < __stop_kface_sysctl; at++)
    if (*at && named(*at, name)) found = *at;
  pthread_mutex_unlock(&lock);
  return found;
}

static int copy_old(struct kface_request *request, const void *from, size_t length) {
  size_t room = request->old_length > request->old_index
                  ? request->old_length - request->old_index : 0;
  size_t taken = length < room ? length : room;
  if (request->old_pointer)
    memcpy((char *)(uintptr_t)request->old_pointer + request->old_index, from, taken);
  request->old_index += length;
  return request->old_pointer && taken < length ? D_ENOMEM : 0;
}
static int copy_new(struct kface_request *request, void *to, size_t length) {
  if (!request->new_pointer) return 0;
  if (request->new_length - request->new_index < length) return D_EINVAL;
  memcpy(to, (char *)(uintptr_t)request->new_pointer + request->new_index, length);
  request->new_index += length;
  return 0;
}

/* Names that the system itself answers. */
static int built_in(const char *name, void *old, size_t *old_length) {
  int64_t number = -1;
  size_t size = sizeof(int);
  const char *text = NULL;
  if (!strcmp(name, "hw.ncpu") || !strcmp(name, "hw.logicalcpu") ||
      !strcmp(name, "hw.physicalcpu") || !strcmp(name, "hw.activecpu"))
    number = sysconf(_SC_NPROCESSORS_ONLN);
  else if (!strcmp(name, "hw.pagesize") || !strcmp(name, "vm.pagesize"))
    number = sysconf(_SC_PAGESIZE), size = name[0] == 'h' ? 8 : 4;
  else if (!strcmp(name, "hw.memsize"))
    number = sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE), size = 8;
  else if (!strcmp(name, "hw.byteorder"))
    number = 1234;
  else if (!strcmp(name, "kern.maxfiles"))
    number = 12288;
  else if (!strcmp(name, "kern.ostype"))
    text = kface_ostype;
  else if (!strcmp(name, "kern.osrelease"))
    text = kface_osrelease;
  else if (!strcmp(name, "kern.version"))
    text = kface_version;
  else if (!strcmp(name, "kern.osversion"))
    text = kface_osversion;
  else if (!strcmp(name, "kern.hostname"))
    text = kface_hostname;
  else if (!strcmp(name, "hw.machine"))
    text = "x86_64";
  else if (!strcmp(name, "hw.model"))
    text = "Linux1,1";
  else
    return D_ENOENT;
  const void *from = text ? (const void *)text : &number;
  if (text) size = strlen(text) + 1;
  int error = old && old_length && *old_length < size ? D_ENOMEM : 0;
  if (old && old_length) memcpy(old, from, *old_length < size ? *old_length : size);
  if (old_length) *old_length = size;
  return error;
}

int kface_sysctlbyname(const char *name, void *old, size_t *old_length, void *new, size_t length) {
  struct kface_oid *oid = find(name);
  if (!oid) return new ? D_ENOENT : built_in(name, old, old_length);
  if (!oid->handler) return D_ENOENT;
  if (new && !(oid->kind & 0x40000000)) return D_EPERM;
  struct kface_request request = {
    .old_pointer = (uint64_t)(uintptr_t)old, .old_length = old_length ? *old_length : 0,
    .old_function = copy_old, .new_pointer = (uint64_t)(uintptr_t)new, .new_length = length,
    .new_function = copy_new};
  int error = oid->handler(oid, oid->arg1, oid->arg2, &request);
  if (old_length) *old_length = request.old_index;
  return error;
}

static int exchange(struct kface_request *request, void *value, size_t size) {
  int error = request->old_function(request, value, size);
  return error || !request->new_pointer ? error : request->new_function(request, value, size);
}
int kface_sysctl_handle_int(struct kface_oid *oid, void *arg1, int arg2,
                            struct kface_request *request) {
  (void)oid;
  if (arg1) return exchange(request, arg1, sizeof(int));
  if (request->new_pointer) return D_EPERM;
  return request->old_function(request, &arg2, sizeof arg2);
}
int kface_sysctl_handle_long(struct kface_oid *oid, void *arg1, int arg2,
                             struct kface_request *request) {
  (void)oid, (void)arg2;
  return arg1 ? exchange(request, arg1, sizeof(long)) : D_EINVAL;
}
int kface_sysctl_handle_quad(struct kface_oid *oid, void *arg1, int arg2,
                             struct kface_request *request) {
  (void)oid, (void)arg2;
  return arg1 ? exchange(request, arg1, 8) : D_EINVAL;
}
int kface_sysctl_handle_opaque(struct kface_oid *oid, void *arg1, int arg2,
                               struct kface_request *request) {
  (void)oid;
  return exchange(request, arg1, (size_t)arg2);
}
int kface_sysctl_handle_string(struct kface_oid *oid, void *arg1, int arg2,
                               struct kface_request *request) {
  (void)oid;
  char *text = arg1;
  int error = request->old_function(request, text, strlen(text) + 1);
  if (error || !request->new_pointer) return error;
  if (request->new_length >= (size_t)arg2) return D_EINVAL;
  size_t length = request->new_length;
  error = request->new_function(request, text, length);
  text[length] = 0;
  return error;
}
int kface_sysctl_io_number(struct kface_request *request, long long value, size_t size, void *into,
                           int *changed) {
  if (changed) *changed = 0;
  int narrow = (int)value;
  void *source = size == sizeof(int) ? (void *)&narrow : (void *)&value;
  int error = request->old_function(request, source, size);
  if (error || !request->new_pointer) return error;
  error = request->new_function(request, into, size);
  if (!error && changed) *changed = memcmp(source, into, size) != 0;
  return error;
}
int kface_sysctl_io_string(struct kface_request *request, char *text, size_t room, int truncate,
                           int *changed) {
  (void)truncate;
  if (changed) *changed = 0;
  int error = request->old_function(request, text, strlen(text) + 1);
  if (error || !request->new_pointer) return error;
  if (request->new_length >= room) return D_EINVAL;
  error = request->new_function(request, text, request->new_length);
  text[request->new_length] = 0;
  if (changed) *changed = 1;
  return error;
}

/* ---- for the harness ---- */

/* Sets an integer tunable by name; answers a Darwin error number. */
int kface_harness_sysctl_set(const char *name, int64_t value) {
  int narrow = (int)value;
  struct kface_oid *oid = find(name);
  if (!oid) return D_ENOENT;
  bool wide = oid->format && (oid->format[0] == 'Q' || oid->format[0] == 'L');
  return kface_sysctlbyname(name, NULL, NULL, wide ? (void *)&value : (void *)&narrow,
                            wide ? sizeof value : sizeof narrow);
}
int kface_harness_sysctl_get(const char *name, int64_t *value) {
  char raw[8] = {0};
  size_t length = sizeof raw;
  int error = kface_sysctlbyname(name, raw, &length, NULL, 0);
  int narrow;
  memcpy(&narrow, raw, sizeof narrow);
  *value = narrow;
  if (length == 8) memcpy(value, raw, sizeof *value);
  return error;
}

// SPDX-License-Identifier: Apache-2.0
// cnid_metad exits when it may not raise its open-file limit to 65,535. Preloaded, this settles for
// the hard limit.
// 64-bit hosts only: there struct rlimit and struct rlimit64 have one layout.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <sys/resource.h>

static int lenient(int resource, const struct rlimit *wanted) {
  static int (*next)(int, const struct rlimit *);
  if (!next) next = (int (*)(int, const struct rlimit *))dlsym(RTLD_NEXT, "setrlimit");
  if (next(resource, wanted) == 0) return 0;
  if (resource != RLIMIT_NOFILE || errno != EPERM) return -1;
  struct rlimit current;
  if (getrlimit(resource, &current) != 0) return -1;
  current.rlim_cur = current.rlim_max;
  return next(resource, &current);
}

int setrlimit(__rlimit_resource_t resource, const struct rlimit *limit) {
  return lenient((int)resource, limit);
}

int setrlimit64(__rlimit_resource_t resource, const struct rlimit64 *limit) {
  return lenient((int)resource, (const struct rlimit *)limit);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Tunables by name.
 */
#ifndef LIBKERN_SYSCTL_H
#define LIBKERN_SYSCTL_H

#include <sys/cdefs.h>
#include <sys/types.h>

__BEGIN_DECLS
int sysctlbyname(const char *name, void *old_value, size_t *old_length, void *new_value,
                 size_t new_length) KF(sysctlbyname);
__END_DECLS

#endif /* LIBKERN_SYSCTL_H */

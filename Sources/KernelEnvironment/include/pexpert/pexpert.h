/* SPDX-License-Identifier: Apache-2.0
 *
 * The platform: its names, and arguments of the start.
 */
#ifndef _PEXPERT_PEXPERT_H_
#define _PEXPERT_PEXPERT_H_

#include <sys/types.h>
#include <mach/boolean.h>

__BEGIN_DECLS
boolean_t PE_parse_boot_argn(const char *name, void *value, int room) KF(PE_parse_boot_argn);
boolean_t PE_parse_boot_arg(const char *name, void *value) KF(PE_parse_boot_arg);
boolean_t PEGetModelName(char *name, int room) KF(PEGetModelName);
boolean_t PEGetMachineName(char *name, int room) KF(PEGetMachineName);
__END_DECLS

#endif /* _PEXPERT_PEXPERT_H_ */

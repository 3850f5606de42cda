/* SPDX-License-Identifier: Apache-2.0
 *
 * Virtual memory as the BSD part sees it.
 */
#ifndef _SYS_VM_H
#define _SYS_VM_H

#include <sys/appleapiopts.h>
#include <sys/cdefs.h>
#include <mach/vm_types.h>

#endif /* _SYS_VM_H */

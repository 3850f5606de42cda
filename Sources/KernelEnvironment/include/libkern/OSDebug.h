/* SPDX-License-Identifier: Apache-2.0
 *
 * Call chains for messages.
 */
#ifndef _OS_OSDEBUG_H
#define _OS_OSDEBUG_H

#include <sys/cdefs.h>

__BEGIN_DECLS
unsigned OSBacktrace(void **addresses, unsigned max_addresses) KF(OSBacktrace);
void OSReportWithBacktrace(const char *format, ...) KF(OSReportWithBacktrace) __printflike(1, 2);
__END_DECLS

#endif /* _OS_OSDEBUG_H */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Levels of log messages.
 */
#ifndef _SYS_SYSLOG_H_
#define _SYS_SYSLOG_H_

#include <sys/appleapiopts.h>
#include <sys/cdefs.h>

#define LOG_EMERG 0
#define LOG_ALERT 1
#define LOG_CRIT 2
#define LOG_ERR 3
#define LOG_WARNING 4
#define LOG_NOTICE 5
#define LOG_INFO 6
#define LOG_DEBUG 7
#define LOG_PRIMASK 0x07
#define LOG_PRI(value) ((value)&LOG_PRIMASK)
#define LOG_KERN (0 << 3)
#define LOG_USER (1 << 3)
#define LOG_DAEMON (3 << 3)

__BEGIN_DECLS
void log(int level, const char *format, ...) KF(log) __printflike(2, 3);
__END_DECLS

#endif /* _SYS_SYSLOG_H_ */

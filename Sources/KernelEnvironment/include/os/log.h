/* SPDX-License-Identifier: Apache-2.0
 *
 * Log objects: a subsystem and a category in front of each line.
 */
#ifndef __os_log_h
#define __os_log_h

#include <sys/cdefs.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdbool.h>

typedef struct os_log_s *os_log_t;
typedef uint8_t os_log_type_t;
#define OS_LOG_TYPE_DEFAULT ((os_log_type_t)0x00)
#define OS_LOG_TYPE_INFO ((os_log_type_t)0x01)
#define OS_LOG_TYPE_DEBUG ((os_log_type_t)0x02)
#define OS_LOG_TYPE_ERROR ((os_log_type_t)0x10)
#define OS_LOG_TYPE_FAULT ((os_log_type_t)0x11)

__BEGIN_DECLS
extern struct os_log_s __kface_log_default KF(os_log_default);
#define OS_LOG_DEFAULT (&__kface_log_default)
#define OS_LOG_DISABLED ((os_log_t)0)
os_log_t os_log_create(const char *subsystem, const char *category) KF(os_log_create);
void os_release_kface(void *object) KF(os_release);
#define os_release(object) os_release_kface((void *)(object))
#define os_retain(object) (object)
bool os_log_type_enabled(os_log_t log, os_log_type_t type) KF(os_log_type_enabled);
/* Conversions may be annotated: "%{public}s", "%{errno}d". */
#ifdef __clang__
#define __kf_loglike(format, arguments) __attribute__((__format__(os_log, format, arguments)))
#else
#define __kf_loglike(format, arguments)
#endif
void __kface_os_log(os_log_t log, os_log_type_t type, const char *format, ...) KF(os_log)
  __kf_loglike(3, 4);
__END_DECLS

#define os_log_debug_enabled(log) os_log_type_enabled((log), OS_LOG_TYPE_DEBUG)
#define os_log_info_enabled(log) os_log_type_enabled((log), OS_LOG_TYPE_INFO)
#define os_log(log, ...) __kface_os_log((log), OS_LOG_TYPE_DEFAULT, __VA_ARGS__)
#define os_log_info(log, ...) __kface_os_log((log), OS_LOG_TYPE_INFO, __VA_ARGS__)
#define os_log_debug(log, ...) __kface_os_log((log), OS_LOG_TYPE_DEBUG, __VA_ARGS__)
#define os_log_error(log, ...) __kface_os_log((log), OS_LOG_TYPE_ERROR, __VA_ARGS__)
#define os_log_fault(log, ...) __kface_os_log((log), OS_LOG_TYPE_FAULT, __VA_ARGS__)
#define os_log_with_type(log, type, ...) __kface_os_log((log), (type), __VA_ARGS__)

#endif /* __os_log_h */

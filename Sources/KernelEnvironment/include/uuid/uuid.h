/* SPDX-License-Identifier: Apache-2.0
 *
 * Universally unique identifiers.
 */
#ifndef _UUID_UUID_H
#define _UUID_UUID_H

#include <sys/types.h>

#ifndef _UUID_T
#define _UUID_T
typedef __darwin_uuid_t uuid_t;
#endif
typedef char uuid_string_t[37];

__BEGIN_DECLS
void uuid_clear(uuid_t uuid) KF(uuid_clear);
int uuid_compare(const uuid_t a, const uuid_t b) KF(uuid_compare);
void uuid_copy(uuid_t to, const uuid_t from) KF(uuid_copy);
void uuid_generate(uuid_t uuid) KF(uuid_generate);
void uuid_generate_random(uuid_t uuid) KF(uuid_generate);
void uuid_generate_time(uuid_t uuid) KF(uuid_generate);
int uuid_is_null(const uuid_t uuid) KF(uuid_is_null);
int uuid_parse(const char *text, uuid_t uuid) KF(uuid_parse);
void uuid_unparse(const uuid_t uuid, char *text) KF(uuid_unparse);
void uuid_unparse_upper(const uuid_t uuid, char *text) KF(uuid_unparse);
void uuid_unparse_lower(const uuid_t uuid, char *text) KF(uuid_unparse_lower);
__END_DECLS

#endif /* _UUID_UUID_H */

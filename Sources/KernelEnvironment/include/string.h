/* SPDX-License-Identifier: Apache-2.0
 *
 * Strings and memory. The functions the compiler may call by itself keep the host's symbols.
 */
#ifndef _KFACE_STRING_H_
#define _KFACE_STRING_H_

#include <sys/types.h>

__BEGIN_DECLS

void *memcpy(void *to, const void *from, size_t length);
void *memmove(void *to, const void *from, size_t length);
void *memset(void *to, int value, size_t length);
int memcmp(const void *a, const void *b, size_t length);
void *memchr(const void *data, int value, size_t length) KF(memchr);
void bcopy(const void *from, void *to, size_t length) KF(bcopy);
void ovbcopy(const void *from, void *to, size_t length) KF(bcopy);
void bzero(void *data, size_t length) KF(bzero);
int bcmp(const void *a, const void *b, size_t length) KF(bcmp);
void memset_s(void *to, size_t room, int value, size_t length) KF(memset_s);
int timingsafe_bcmp(const void *a, const void *b, size_t length) KF(timingsafe_bcmp);

size_t strlen(const char *text) KF(strlen);
size_t strnlen(const char *text, size_t limit) KF(strnlen);
int strcmp(const char *a, const char *b) KF(strcmp);
int strncmp(const char *a, const char *b, size_t limit) KF(strncmp);
int strcasecmp(const char *a, const char *b) KF(strcasecmp);
int strncasecmp(const char *a, const char *b, size_t limit) KF(strncasecmp);
char *strcpy(char *to, const char *from) KF(strcpy);
char *strncpy(char *to, const char *from, size_t limit) KF(strncpy);
char *strcat(char *to, const char *from) KF(strcat);
char *strncat(char *to, const char *from, size_t limit) KF(strncat);
size_t strlcpy(char *to, const char *from, size_t room) KF(strlcpy);
size_t strlcat(char *to, const char *from, size_t room) KF(strlcat);
char *strchr(const char *text, int c) KF(strchr);
char *strrchr(const char *text, int c) KF(strrchr);
char *index(const char *text, int c) KF(strchr);
char *rindex(const char *text, int c) KF(strrchr);
char *strstr(const char *text, const char *part) KF(strstr);
char *strnstr(const char *text, const char *part, size_t limit) KF(strnstr);
char *strsep(char **cursor, const char *separators) KF(strsep);
size_t strspn(const char *text, const char *set) KF(strspn);
size_t strcspn(const char *text, const char *set) KF(strcspn);
int strprefix(const char *text, const char *prefix) KF(strprefix);
char *strdup(const char *text) KF(strdup);
char *STRDUP(const char *text, int type) KF(STRDUP);

__END_DECLS

#endif /* _KFACE_STRING_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Text of file systems. Nothing behind the calls here: a build names them as missing.
 */
#ifndef _SYS_UTFCONV_H_
#define _SYS_UTFCONV_H_

#include <sys/appleapiopts.h>
#include <sys/cdefs.h>
#include <sys/types.h>

#define UTF_REVERSE_ENDIAN 0x0001
#define UTF_NO_NULL_TERM 0x0002
#define UTF_DECOMPOSED 0x0004
#define UTF_PRECOMPOSED 0x0008
#define UTF_ESCAPE_ILLEGAL 0x0010
#define UTF_SFM_CONVERSIONS 0x0020
#define UTF_BIG_ENDIAN 0
#define UTF_LITTLE_ENDIAN UTF_REVERSE_ENDIAN

__BEGIN_DECLS
size_t utf8_encodelen(const u_int16_t *ucsp, size_t ucslen, u_int16_t altslash, int flags);
int utf8_encodestr(const u_int16_t *ucsp, size_t ucslen, u_int8_t *utf8p, size_t *utf8len,
                   size_t buflen, u_int16_t altslash, int flags);
int utf8_decodestr(const u_int8_t *utf8p, size_t utf8len, u_int16_t *ucsp, size_t *ucslen,
                   size_t buflen, u_int16_t altslash, int flags);
int utf8_normalizestr(const u_int8_t *instr, size_t inlen, u_int8_t *outstr, size_t *outlen,
                      size_t buflen, int flags);
int utf8_validatestr(const u_int8_t *utf8p, size_t utf8len);
__END_DECLS

#endif /* _SYS_UTFCONV_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Attribute lists: the constants file systems name.
 */
#ifndef _SYS_ATTR_H_
#define _SYS_ATTR_H_

#include <sys/appleapiopts.h>
#include <sys/types.h>
#include <sys/time.h>

typedef u_int32_t attrgroup_t;
typedef u_int32_t text_encoding_t;
typedef u_int32_t fsobj_type_t;
typedef u_int32_t fsobj_tag_t;
typedef u_int32_t fsfile_type_t;
typedef u_int32_t fsvolid_t;
typedef struct fsobj_id {
  u_int32_t fid_objno;
  u_int32_t fid_generation;
} fsobj_id_t;

#define VOL_CAPABILITIES_FORMAT 0
#define VOL_CAPABILITIES_INTERFACES 1
#define VOL_CAP_FMT_PERSISTENTOBJECTIDS 0x00000001
#define VOL_CAP_FMT_SYMBOLICLINKS 0x00000002
#define VOL_CAP_FMT_HARDLINKS 0x00000004
#define VOL_CAP_FMT_CASE_SENSITIVE 0x00000100
#define VOL_CAP_FMT_CASE_PRESERVING 0x00000200

#endif /* _SYS_ATTR_H_ */

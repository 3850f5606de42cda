/* SPDX-License-Identifier: Apache-2.0
 *
 * Identifiers of users and groups, unique everywhere.
 */
#ifndef _KFACE_SYS__TYPES__GUID_T_H_
#define _KFACE_SYS__TYPES__GUID_T_H_

#include <sys/types.h>

#define KAUTH_GUID_SIZE 16
typedef struct {
  unsigned char g_guid[KAUTH_GUID_SIZE];
} guid_t;
#define _GUID_T

#endif /* _KFACE_SYS__TYPES__GUID_T_H_ */

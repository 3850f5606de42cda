/* SPDX-License-Identifier: Apache-2.0
 *
 * Credentials as opaque handles with a count.
 */
#ifndef _SYS_KAUTH_H
#define _SYS_KAUTH_H

#include <sys/appleapiopts.h>
#include <sys/cdefs.h>
#include <sys/types.h>
#include <mach/boolean.h>
#include <sys/_types.h>
#include <sys/syslimits.h>
#include <sys/param.h>
#include <kern/locks.h>

#define KAUTH_UID_NONE (~(uid_t)0 - 100)
#define KAUTH_GID_NONE (~(gid_t)0 - 100)
#define KAUTH_NTSID_MAX_AUTHORITIES 16

typedef struct {
  u_int8_t sid_kind;
  u_int8_t sid_authcount;
  u_int8_t sid_authority[6];
  u_int32_t sid_authorities[KAUTH_NTSID_MAX_AUTHORITIES];
} ntsid_t;

typedef struct {
  unsigned char g_guid[16];
} guid_t;
#define _GUID_T

typedef struct kauth_scope *kauth_scope_t;
typedef struct kauth_listener *kauth_listener_t;
typedef int kauth_action_t;
typedef int (*kauth_scope_callback_t)(kauth_cred_t credential, void *idata, kauth_action_t action,
                                      uintptr_t arg0, uintptr_t arg1, uintptr_t arg2,
                                      uintptr_t arg3);
#define KAUTH_RESULT_ALLOW 1
#define KAUTH_RESULT_DENY 2
#define KAUTH_RESULT_DEFER 3
#define KAUTH_SCOPE_GENERIC "com.apple.kauth.generic"
#define KAUTH_SCOPE_PROCESS "com.apple.kauth.process"
#define KAUTH_SCOPE_FILEOP "com.apple.kauth.fileop"
#define KAUTH_SCOPE_VNODE "com.apple.kauth.vnode"
#define KAUTH_GENERIC_ISSUSER 1
#define KAUTH_VNODE_READ_DATA (1 << 1)
#define KAUTH_VNODE_LIST_DIRECTORY KAUTH_VNODE_READ_DATA
#define KAUTH_VNODE_WRITE_DATA (1 << 2)
#define KAUTH_VNODE_ADD_FILE KAUTH_VNODE_WRITE_DATA
#define KAUTH_VNODE_EXECUTE (1 << 3)
#define KAUTH_VNODE_SEARCH KAUTH_VNODE_EXECUTE
#define KAUTH_VNODE_DELETE (1 << 4)
#define KAUTH_VNODE_APPEND_DATA (1 << 5)
#define KAUTH_VNODE_ADD_SUBDIRECTORY KAUTH_VNODE_APPEND_DATA
#define KAUTH_VNODE_DELETE_CHILD (1 << 6)
#define KAUTH_VNODE_READ_ATTRIBUTES (1 << 7)
#define KAUTH_VNODE_WRITE_ATTRIBUTES (1 << 8)
#define KAUTH_VNODE_READ_SECURITY (1 << 11)
#define KAUTH_VNODE_WRITE_SECURITY (1 << 12)
#define KAUTH_VNODE_ACCESS (1 << 31)

struct ucred;
struct xucred {
  u_int cr_version;
  uid_t cr_uid;
  short cr_ngroups;
  gid_t cr_groups[16];
};
#define XUCRED_VERSION 0
#define FSCRED ((kauth_cred_t)-1)
#define IS_VALID_CRED(credential) ((credential) != NOCRED && (credential) != FSCRED)

__BEGIN_DECLS
uid_t kauth_getuid(void) KF(kauth_getuid);
uid_t kauth_getruid(void) KF(kauth_getuid);
gid_t kauth_getgid(void) KF(kauth_getgid);
kauth_cred_t kauth_cred_get(void) KF(kauth_cred_get);
kauth_cred_t kauth_cred_get_with_ref(void) KF(kauth_cred_get_with_ref);
void kauth_cred_ref(kauth_cred_t credential) KF(kauth_cred_ref);
void kauth_cred_unref(kauth_cred_t *credential) KF(kauth_cred_unref);
void kauth_cred_rele(kauth_cred_t credential) KF(kauth_cred_rele);
kauth_cred_t kauth_cred_create(kauth_cred_t model) KF(kauth_cred_create);
uid_t kauth_cred_getuid(kauth_cred_t credential) KF(kauth_cred_getuid);
uid_t kauth_cred_getruid(kauth_cred_t credential) KF(kauth_cred_getuid);
uid_t kauth_cred_getsvuid(kauth_cred_t credential) KF(kauth_cred_getuid);
gid_t kauth_cred_getgid(kauth_cred_t credential) KF(kauth_cred_getgid);
gid_t kauth_cred_getrgid(kauth_cred_t credential) KF(kauth_cred_getgid);
int kauth_cred_getgroups(kauth_cred_t credential, gid_t *groups, int *count)
  KF(kauth_cred_getgroups);
int kauth_cred_ismember_gid(kauth_cred_t credential, gid_t group, int *result)
  KF(kauth_cred_ismember_gid);
int kauth_cred_issuser(kauth_cred_t credential) KF(kauth_cred_issuser);
int suser(kauth_cred_t credential, u_short *flags) KF(suser);
kauth_listener_t kauth_listen_scope(const char *identifier, kauth_scope_callback_t callback,
                                    void *idata) KF(kauth_listen_scope);
void kauth_unlisten_scope(kauth_listener_t listener) KF(kauth_unlisten_scope);
__END_DECLS

#endif /* _SYS_KAUTH_H */

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
#include <sys/_types/_guid_t.h>
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
#define KAUTH_PROCESS_CANSIGNAL 1
#define KAUTH_PROCESS_CANTRACE 2
#define KAUTH_FILEOP_OPEN 1
#define KAUTH_FILEOP_CLOSE 2
#define KAUTH_FILEOP_RENAME 3
#define KAUTH_FILEOP_EXCHANGE 4
#define KAUTH_FILEOP_LINK 5
#define KAUTH_FILEOP_EXEC 6
#define KAUTH_FILEOP_DELETE 7
#define KAUTH_FILEOP_WILL_RENAME 8
#define KAUTH_FILEOP_CLOSE_MODIFIED (1 << 1)
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

/* Access control lists. */
#define KAUTH_FILESEC_MAGIC 0x012cc16d
#define KAUTH_FILESEC_NOACL ((u_int32_t)-1)
#define KAUTH_ACL_MAX_ENTRIES 128
#define KAUTH_ACE_KINDMASK 0xf
#define KAUTH_ACE_PERMIT 1
#define KAUTH_ACE_DENY 2
#define KAUTH_ACE_INHERITED (1 << 4)
#define KAUTH_ACE_FILE_INHERIT (1 << 5)
#define KAUTH_ACE_DIRECTORY_INHERIT (1 << 6)
#define KAUTH_ACE_LIMIT_INHERIT (1 << 7)
#define KAUTH_ACE_ONLY_INHERIT (1 << 8)
#define KAUTH_WKG_NOT 0
#define KAUTH_WKG_OWNER 1
#define KAUTH_WKG_GROUP 2
#define KAUTH_WKG_NOBODY 3
#define KAUTH_WKG_EVERYBODY 4
typedef u_int32_t kauth_ace_rights_t;
struct kauth_ace {
  guid_t ace_applicable;
  u_int32_t ace_flags;
  kauth_ace_rights_t ace_rights;
};
typedef struct kauth_ace *kauth_ace_t;
struct kauth_acl {
  u_int32_t acl_entrycount;
  u_int32_t acl_flags;
  struct kauth_ace acl_ace[1];
};
typedef struct kauth_acl *kauth_acl_t;
struct kauth_filesec {
  u_int32_t fsec_magic;
  guid_t fsec_owner;
  guid_t fsec_group;
  struct kauth_acl fsec_acl;
};
typedef struct kauth_filesec *kauth_filesec_t;
#define KAUTH_ACL_SIZE(count) \
  (__builtin_offsetof(struct kauth_acl, acl_ace) + (count) * sizeof(struct kauth_ace))
#define KAUTH_ACL_COPYSIZE(acl) KAUTH_ACL_SIZE((acl)->acl_entrycount)

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
/* Nothing behind these here: a build names them as missing. */
kauth_acl_t kauth_acl_alloc(int size);
void kauth_acl_free(kauth_acl_t acl);
int kauth_cred_guid2uid(guid_t *guid, uid_t *uid);
int kauth_cred_guid2gid(guid_t *guid, gid_t *gid);
int kauth_cred_uid2guid(uid_t uid, guid_t *guid);
int kauth_cred_gid2guid(gid_t gid, guid_t *guid);
int kauth_guid_equal(guid_t *guid1, guid_t *guid2);
int kauth_wellknown_guid(guid_t *guid);
int kauth_authorize_generic(kauth_cred_t credential, kauth_action_t action);

int kauth_cred_issuser(kauth_cred_t credential) KF(kauth_cred_issuser);
int suser(kauth_cred_t credential, u_short *flags) KF(suser);
kauth_listener_t kauth_listen_scope(const char *identifier, kauth_scope_callback_t callback,
                                    void *idata) KF(kauth_listen_scope);
void kauth_unlisten_scope(kauth_listener_t listener) KF(kauth_unlisten_scope);
__END_DECLS

#endif /* _SYS_KAUTH_H */

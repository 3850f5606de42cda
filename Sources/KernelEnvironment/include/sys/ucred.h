/* SPDX-License-Identifier: Apache-2.0
 *
 * Credentials: the record that a kauth_cred_t points to, to be read.
 */
#ifndef _SYS_UCRED_H_
#define _SYS_UCRED_H_

#include <sys/appleapiopts.h>
#include <sys/cdefs.h>
#include <sys/param.h>
#include <sys/queue.h>
#include <sys/kauth.h>

struct label;

#define __KF_POSIX_CRED       \
  uid_t cr_uid;               \
  uid_t cr_ruid;              \
  uid_t cr_svuid;             \
  short cr_ngroups;           \
  gid_t cr_groups[NGROUPS];   \
  gid_t cr_rgid;              \
  gid_t cr_svgid;             \
  uid_t cr_gmuid;             \
  int cr_flags;

struct posix_cred {
  __KF_POSIX_CRED
};
typedef struct posix_cred *posix_cred_t;

struct ucred {
  TAILQ_ENTRY(ucred) cr_link;
  u_long cr_ref;
  union { /* newer sources name the inner record, older ones its fields */
    struct posix_cred cr_posix;
    __extension__ struct {
      __KF_POSIX_CRED
    };
  };
  struct label *cr_label;
};
#define cr_gid cr_groups[0]
#define CRF_NOMEMBERD 0x00000001

static inline posix_cred_t posix_cred_get(kauth_cred_t credential) {
  return &credential->cr_posix;
}

__BEGIN_DECLS
kauth_cred_t posix_cred_create(posix_cred_t model) KF(posix_cred_create);
__END_DECLS

#endif /* _SYS_UCRED_H_ */

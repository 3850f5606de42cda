/* SPDX-License-Identifier: Apache-2.0
 *
 * Processes, credentials and contexts. There is one process, the program; credentials are counted,
 * so that a lost reference shows in the account.
 */
#include "internal.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The layout of sys/proc_internal.h: sources of the kernel itself look inside. */
struct kface_process {
  int pid, parent;
  char state;
  unsigned short account_flags;
  unsigned flags, list_flags;
  void *signal_actions;
  void *exit_thread;
  struct kface_credential *credential;
  char command[17];
};
static struct kface_process the_process = {.state = 2 /* SRUN */, .command = "kernel_task"};
struct kface_process *kface_kernproc = &the_process;
int kface_securelevel = 0;
int kface_desiredvnodes = 1024;
const char kface_copyright[] = "";
int kface_nchrdev = 64;
void *kface_rootvp, *kface_rootvnode;
int kface_rootdev = -1;
char kface_hostname[256] = "localhost";
char kface_domainname[256] = "";
long kface_hostid = 0;
const char kface_version[] = "Darwin Kernel Version 13.0.0 (kernel environment)";
const int kface_version_major = 13, kface_version_minor = 0, kface_version_revision = 0;
const char kface_ostype[] = "Darwin";
const char kface_osrelease[] = "13.0.0";
char kface_osversion[256] = "13A603";

__attribute__((constructor)) static void read_host_name(void) {
  gethostname(kface_hostname, sizeof kface_hostname - 1);
}

void *kface_current_proc(void) { return &the_process; }
void *kface_proc_self(void) { return &the_process; }
void *kface_proc_find(int pid) { return pid == getpid() || pid == 0 ? &the_process : NULL; }
int kface_proc_rele(void *process) { return process ? 0 : D_EINVAL; }
int kface_proc_pid(void *process) { return process ? getpid() : -1; }
int kface_proc_ppid(void *process) { return process ? getppid() : -1; }
int kface_proc_pgrpid(void *process) { return process ? getpgrp() : -1; }
int kface_proc_selfpid(void) { return getpid(); }
int kface_proc_selfppid(void) { return getppid(); }
static void copy_name(char *text, int room) {
  if (text && room > 0) snprintf(text, (size_t)room, "kernel_task");
}
void kface_proc_name(int pid, char *text, int room) {
  (void)pid;
  copy_name(text, room);
}
void kface_proc_selfname(char *text, int room) { copy_name(text, room); }
const char *kface_proc_best_name(void *process) { return process ? "kernel_task" : ""; }
int kface_proc_isinferior(int pid1, int pid2) { return pid1 == pid2; }
int kface_proc_exiting(void *process) { return process == NULL; }
int kface_proc_suser(void *process) { return process && geteuid() == 0 ? 0 : D_EPERM; }
int kface_proc_is64bit(void *process) { return process != NULL; }
int kface_proc_noremotehang(void *process) { return process == NULL; }
int kface_proc_forcequota(void *process) { return process == NULL; }
/* The default action of each signal, as bits of sys/signalvar.h. */
enum { ENDS = 1, CORE = 3, STOPS = 4, TERMINAL_STOP = 12, IGNORED = 16, CONTINUES = 48 };
int kface_sigprop[33] = {
  0,       ENDS,    ENDS, CORE, CORE, CORE,  CORE, CORE,          CORE,      ENDS,    CORE,
  CORE,    CORE,    ENDS, ENDS, ENDS, IGNORED, STOPS, TERMINAL_STOP, CONTINUES, IGNORED,
  TERMINAL_STOP, TERMINAL_STOP, IGNORED, ENDS, ENDS, ENDS, ENDS, IGNORED, IGNORED, ENDS, ENDS,
};
void *kface_get_bsdthreadtask_info(void *thread) { return thread ? &the_process : NULL; }
static int signal_waits(void) {
  struct kface_thread *self = kface_self();
  return self->abort || self->terminate;
}
int kface_proc_issignal(int pid, uint32_t mask) {
  (void)pid;
  return mask ? signal_waits() : 0;
}
int kface_proc_pendingsignals(void *process, uint32_t mask) {
  return process && mask ? signal_waits() : 0;
}
int kface_current_thread_aborted(void) { return signal_waits(); }
void kface_proc_signal(int pid, int number) { (void)pid, (void)number; }
int kface_proc_isabortedsignal(void *process) { return process == NULL; }
int kface_proc_islaunchd(void *process) { return process == NULL; }
int kface_proc_tbe(void *process) { return process == NULL; }
int kface_proc_csflags(void *process, unsigned *flags) {
  *flags = 0;
  return process ? 0 : D_EINVAL;
}
uint64_t kface_proc_uniqueid(void *process) { return process ? (uint64_t)getpid() : 0; }
unsigned kface_proc_isshadow(void *process) { return process == NULL; }
void kface_proc_getexecutableuuid(void *process, unsigned char *uuid, unsigned long room) {
  (void)process;
  memset(uuid, 0, room);
}
void *kface_current_task(void);
void *kface_proc_task(void *process) { return process ? kface_current_task() : NULL; }
void kface_proc_list_lock(void) {}
void kface_proc_list_unlock(void) {}
int kface_issignal(void *process) { return process ? signal_waits() : 0; }
void kface_psignal(void *process, int number) { (void)process, (void)number; }
unsigned kface_is_suser(void) { return geteuid() == 0; }
void kface_selrecord(void *process, void *info, void *list) { (void)process, (void)info, (void)list; }
void kface_selwakeup(void *info) { (void)info; }
void kface_selthreadclear(void *info) { (void)info; }

/* ---- credentials ---- */

/* The layout of sys/ucred.h: clients look inside. */
struct kface_credential {
  void *link[2];
  unsigned long references;
  uid_t uid, real_uid, saved_uid;
  short group_count;
  gid_t groups[16];
  gid_t real_gid, saved_gid;
  uid_t membership;
  int flags;
  void *label;
};
static struct kface_credential own_credential = {.references = 1, .group_count = 1};

__attribute__((constructor)) static void read_identity(void) {
  struct kface_credential *own = &own_credential;
  own->uid = own->real_uid = own->saved_uid = own->membership = geteuid();
  own->groups[0] = own->real_gid = own->saved_gid = getegid();
  the_process.pid = getpid();
  the_process.parent = getppid();
  the_process.credential = own;
}

uid_t kface_kauth_getuid(void) { return own_credential.uid; }
gid_t kface_kauth_getgid(void) { return own_credential.groups[0]; }
struct kface_credential *kface_kauth_cred_get(void) { return &own_credential; }
void kface_kauth_cred_ref(struct kface_credential *credential) {
  if (credential) __atomic_add_fetch(&credential->references, 1, __ATOMIC_ACQ_REL);
}
struct kface_credential *kface_kauth_cred_get_with_ref(void) {
  kface_kauth_cred_ref(&own_credential);
  return &own_credential;
}
struct kface_credential *kface_kauth_cred_proc_ref(void *process) {
  return process ? kface_kauth_cred_get_with_ref() : NULL;
}
struct kface_credential *kface_proc_ucred(void *process) { return process ? &own_credential : NULL; }
static void unref(struct kface_credential *credential, void *site) {
  if (!credential) return;
  unsigned long left = __atomic_sub_fetch(&credential->references, 1, __ATOMIC_ACQ_REL);
  if (credential == &own_credential) {
    if (left == 0 || left > 1ul << 30) {
      kface_finding("credential", site, "more references given back than taken");
      kface_kauth_cred_ref(credential);
    }
  } else if (left == 0) {
    kface_release(credential, 0, false, KFACE_OWN, NULL, site);
  }
}
void kface_kauth_cred_unref(struct kface_credential **credential) {
  unref(*credential, KFACE_SITE());
  *credential = NULL;
}
void kface_kauth_cred_rele(struct kface_credential *credential) { unref(credential, KFACE_SITE()); }
struct kface_credential *kface_kauth_cred_create(const struct kface_credential *model) {
  struct kface_credential *made = kface_allocate(sizeof *made, KFACE_OWN, NULL, "credential", true,
                                                 false, 0, KFACE_SITE());
  *made = model ? *model : own_credential;
  made->references = 1;
  return made;
}
/* `model` is a struct posix_cred: what a credential has between its count and its label. */
struct kface_credential *kface_posix_cred_create(const void *model) {
  struct kface_credential *made = kface_allocate(sizeof *made, KFACE_OWN, NULL, "credential", true,
                                                 false, 0, KFACE_SITE());
  const size_t begin = offsetof(struct kface_credential, uid);
  memcpy((char *)made + begin, model, offsetof(struct kface_credential, flags) + 4 - begin);
  made->references = 1;
  return made;
}
uid_t kface_kauth_cred_getuid(const struct kface_credential *credential) {
  return credential ? credential->uid : (uid_t)-101;
}
gid_t kface_kauth_cred_getgid(const struct kface_credential *credential) {
  return credential ? credential->groups[0] : (gid_t)-101;
}
int kface_kauth_cred_getgroups(const struct kface_credential *credential, gid_t *groups,
                               int *count) {
  if (!credential || *count < 1) return D_EINVAL;
  groups[0] = credential->groups[0];
  *count = 1;
  return 0;
}
int kface_kauth_cred_ismember_gid(const struct kface_credential *credential, gid_t group,
                                  int *result) {
  *result = credential && credential->groups[0] == group;
  return 0;
}
int kface_kauth_cred_issuser(const struct kface_credential *credential) {
  return credential && credential->uid == 0;
}
int kface_suser(const struct kface_credential *credential, unsigned short *flags) {
  (void)flags;
  return credential && credential->uid == 0 ? 0 : D_EPERM;
}
void *kface_kauth_listen_scope(const char *identifier, void *callback, void *data) {
  (void)identifier, (void)callback;
  return kface_allocate(16, KFACE_OWN, NULL, "scope listener", true, true, 0,
                        data ? KFACE_SITE() : KFACE_SITE());
}
void kface_kauth_unlisten_scope(void *listener) {
  if (listener) kface_release(listener, 0, false, KFACE_OWN, NULL, KFACE_SITE());
}

/* ---- contexts ---- */

struct kface_context {
  struct kface_thread *thread;
  struct kface_credential *credential;
};
static __thread struct kface_context current_context;
static struct kface_context kernel_context = {.credential = &own_credential};

struct kface_context *kface_vfs_context_current(void) {
  current_context = (struct kface_context){kface_self(), &own_credential};
  return &current_context;
}
struct kface_context *kface_vfs_context_kernel(void) { return &kernel_context; }
struct kface_context *kface_vfs_context_create(const struct kface_context *model) {
  struct kface_context *made = kface_allocate(sizeof *made, KFACE_OWN, NULL, "vfs context", true,
                                              false, 0, KFACE_SITE());
  *made = model ? *model : (struct kface_context){kface_self(), &own_credential};
  kface_kauth_cred_ref(made->credential);
  return made;
}
int kface_vfs_context_rele(struct kface_context *context) {
  if (!context) return 0;
  unref(context->credential, KFACE_SITE());
  kface_release(context, 0, false, KFACE_OWN, NULL, KFACE_SITE());
  return 0;
}
void *kface_vfs_context_proc(struct kface_context *context) {
  return context ? &the_process : NULL;
}
struct kface_credential *kface_vfs_context_ucred(struct kface_context *context) {
  return context ? context->credential : NULL;
}
void *kface_vfs_context_thread(struct kface_context *context) {
  return context ? (context->thread ? context->thread : kface_self()) : NULL;
}
int kface_vfs_context_pid(struct kface_context *context) { return context ? getpid() : -1; }
int kface_vfs_context_is64bit(struct kface_context *context) { return context != NULL; }
int kface_vfs_context_suser(struct kface_context *context) {
  return context && context->credential->uid == 0 ? 0 : D_EPERM;
}
int kface_vfs_context_issuser(struct kface_context *context) {
  return context && context->credential->uid == 0;
}
int kface_vfs_context_issignal(struct kface_context *context, uint32_t mask) {
  return context && mask ? signal_waits() : 0;
}

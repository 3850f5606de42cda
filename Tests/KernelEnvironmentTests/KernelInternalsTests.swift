// SPDX-License-Identifier: Apache-2.0
// What the kernel's own sources use beyond the interface for extensions.

import Testing

@Suite("sources of the kernel itself", .enabled(if: ClientTool.isBuilt), .serialized)
struct KernelInternalsTests {
  private static let client = """
    #include <sys/systm.h>
    #include <sys/mount_internal.h>
    #include <sys/user.h>
    #include <sys/vnode.h>
    #include <os/refcnt.h>

    struct record { os_refcnt_t references; int value; };
    ZONE_DECLARE(record_zone, "records", sizeof(struct record), ZC_NONE);
    #define CHECK(claim) do { if (!(claim)) { printf("not so: %s\\n", #claim); return 1; } } while (0)

    static int processes(void) {
      proc_t process = get_bsdthreadtask_info(current_thread());
      CHECK(process == current_proc() && process->p_pid == proc_selfpid());
      CHECK(!(process->p_acflag & AXSIG) && process->p_ucred == proc_ucred(process));
      CHECK(sigprop[SIGSEGV] == (SA_KILL | SA_CORE) && sigprop[SIGTERM] == SA_KILL);
      CHECK(sigprop[SIGCHLD] == SA_IGNORE && sigprop[SIGCONT] == (SA_IGNORE | SA_CONT));
      CHECK(sigprop[SIGTTOU] == (SA_STOP | SA_TTYSTOP) && sigprop[SIGURG] == SA_IGNORE);
      return 0;
    }
    static int mounts(void) {
      struct mount *mount = kface_mount_create("host:/share");
      CHECK(!strcmp(mount->mnt_vfsstat.f_mntfromname, "host:/share") && !vfs_isforce(mount));
      mount->mnt_kern_flag |= MNTK_FRCUNMOUNT;
      CHECK(vfs_isforce(mount));
      vfs_setfsprivate(mount, &mounts);
      CHECK(mount->mnt_data == (void *)&mounts && sizeof(struct fhandle) == 4 + NFS_MAX_FH_SIZE);
      kface_mount_destroy(mount);
      return 0;
    }
    static int credentials(void) {
      struct posix_cred model;
      bzero(&model, sizeof model);
      model.cr_uid = 501, model.cr_groups[0] = 20, model.cr_ngroups = 1;
      kauth_cred_t made = posix_cred_create(&model);
      CHECK(kauth_cred_getuid(made) == 501 && kauth_cred_getgid(made) == 20);
      kauth_cred_unref(&made);
      return 0;
    }
    static int zones(void) {
      char *path = zalloc(ZV_NAMEI);
      struct record *record = zalloc_flags(record_zone, Z_WAITOK | Z_ZERO);
      memset(path, 'x', MAXPATHLEN);
      os_ref_init(&record->references, NULL);
      os_ref_retain(&record->references);
      CHECK(os_ref_release(&record->references) == 1 && os_ref_retain_try(&record->references));
      CHECK(os_ref_release(&record->references) == 1 && os_ref_release(&record->references) == 0);
      CHECK(!os_ref_retain_try(&record->references));
      zfree(record_zone, record);
      zfree(ZV_NAMEI, path);
      return 0;
    }
    int internals_run(void) {
      CHECK(ANSWER == 42);
      return processes() || mounts() || credentials() || zones();
    }
    int overrun_run(void) {
      os_refcnt_t references;
      os_ref_init(&references, NULL);
      os_ref_release(&references);
      os_ref_release(&references);
      return 0;
    }
    """

  @Test(
    "fields, zones and counts are there, and definitions are taken in one word",
    arguments: ClientTool.compilers)
  func internals(_ compiler: String) throws {
    let tool = try ClientTool()
    defer { tool.remove() }
    let source = try tool.write("internals.c", Self.client)
    let flags = ["--cc", compiler, "-DANSWER=42", "-DXNU_KERNEL_PRIVATE=1", "-DBSD_KERNEL_PRIVATE"]
    let built = tool.build([source], flags)
    #expect(built.status == 0 && !built.text.contains("warning"), "\(built.text)")
    let ran = tool.run("internals_run")
    #expect(ran.status == 0, "\(ran.text)")
    #expect(ran.text.contains("0 allocations live"), "\(ran.text)")
    let overrun = tool.run("overrun_run")
    #expect(overrun.status != 0 && overrun.text.contains("released too often"), "\(overrun.text)")
  }
}

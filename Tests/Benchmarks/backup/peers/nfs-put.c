/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nfs-put: standard input into a file of an NFS server, by libnfs, and made durable there.
 *   nfs-put 'nfs://HOST/EXPORT/FILE?version=3&nfsport=N&mountport=N'
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <nfsc/libnfs.h>

enum { block = 1 << 20 };

static int fail(struct nfs_context *nfs, const char *what) {
  fprintf(stderr, "nfs-put: %s: %s\n", what, nfs ? nfs_get_error(nfs) : "no memory");
  return 1;
}

/* A whole block, or what is left: a pipe gives less at a time. */
static ssize_t fill(char *bytes) {
  size_t count = 0;
  while (count < block) {
    ssize_t got = read(0, bytes + count, block - count);
    if (got < 0) return -1;
    if (got == 0) break;
    count += (size_t)got;
  }
  return (ssize_t)count;
}

int main(int count, char **words) {
  if (count != 2) return fprintf(stderr, "usage: nfs-put URL < FILE\n"), 64;
  struct nfs_context *nfs = nfs_init_context();
  struct nfs_url *url = nfs ? nfs_parse_url_full(nfs, words[1]) : NULL;
  char *bytes = malloc(block);
  if (!url || !bytes) return fail(nfs, words[1]);
  if (nfs_mount(nfs, url->server, url->path) != 0) return fail(nfs, "mount");
  struct nfsfh *file;
  if (nfs_open2(nfs, url->file, O_CREAT | O_TRUNC | O_WRONLY, 0644, &file) != 0) return fail(nfs, url->file);
  ssize_t got;
  while ((got = fill(bytes)) > 0)
    for (ssize_t done = 0; done < got;) {
      int written = nfs_write(nfs, file, (uint64_t)(got - done), bytes + done);
      if (written <= 0) return fail(nfs, "write");
      done += written;
    }
  if (got < 0) return perror("nfs-put"), 1;
  if (nfs_fsync(nfs, file) != 0) return fail(nfs, "commit");
  return nfs_close(nfs, file) != 0 ? fail(nfs, "close") : 0;
}

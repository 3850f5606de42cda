/* SPDX-License-Identifier: Apache-2.0
 *
 * Directory entries: the kernel's short form, and the extended one.
 */
#ifndef _SYS_DIRENT_H
#define _SYS_DIRENT_H

#include <sys/types.h>

#define __DARWIN_MAXNAMLEN 255
#define __DARWIN_MAXPATHLEN 1024
#define MAXNAMLEN __DARWIN_MAXNAMLEN

#pragma pack(4)
struct dirent {
  ino_t d_ino;
  __uint16_t d_reclen;
  __uint8_t d_type;
  __uint8_t d_namlen;
  char d_name[__DARWIN_MAXNAMLEN + 1];
};
#pragma pack()
struct direntry {
  __uint64_t d_ino;
  __uint64_t d_seekoff;
  __uint16_t d_reclen;
  __uint16_t d_namlen;
  __uint8_t d_type;
  char d_name[__DARWIN_MAXPATHLEN];
};
#define d_fileno d_ino

#define DT_UNKNOWN 0
#define DT_FIFO 1
#define DT_CHR 2
#define DT_DIR 4
#define DT_BLK 6
#define DT_REG 8
#define DT_LNK 10
#define DT_SOCK 12
#define DT_WHT 14
#define IFTODT(mode) (((mode) & 0170000) >> 12)
#define DTTOIF(type) ((type) << 12)

#endif /* _SYS_DIRENT_H */

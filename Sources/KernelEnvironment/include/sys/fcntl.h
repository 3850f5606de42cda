/* SPDX-License-Identifier: Apache-2.0
 *
 * Flags of opening and locking.
 */
#ifndef _SYS_FCNTL_H_
#define _SYS_FCNTL_H_

#include <sys/types.h>

#define O_RDONLY 0x0000
#define O_WRONLY 0x0001
#define O_RDWR 0x0002
#define O_ACCMODE 0x0003
/* Open flags as a file has them, and as open() takes them. */
#define FFLAGS(oflags) ((oflags) + 1)
#define OFLAGS(fflags) ((fflags)-1)
#ifndef FREAD
#define FREAD 0x0001
#define FWRITE 0x0002
#endif
#define O_NONBLOCK 0x0004
#define O_APPEND 0x0008
#define O_SHLOCK 0x0010
#define O_EXLOCK 0x0020
#define O_ASYNC 0x0040
#define O_SYNC 0x0080
#define O_FSYNC O_SYNC
#define O_NOFOLLOW 0x0100
#define O_CREAT 0x0200
#define O_TRUNC 0x0400
#define O_EXCL 0x0800
#define O_EVTONLY 0x8000
#define O_NOCTTY 0x20000
#define O_DIRECTORY 0x100000
#define O_SYMLINK 0x200000
#define O_DSYNC 0x400000
#define O_CLOEXEC 0x1000000
#define FAPPEND O_APPEND
#define FASYNC O_ASYNC
#define FFSYNC O_SYNC
#define FFDSYNC O_DSYNC
#define FMARK 0x1000
#define FDEFER 0x2000
#define FHASLOCK 0x4000
#define FNOCACHE 0x40000
#define FNORDAHEAD 0x80000
#ifndef FNONBLOCK
#define FNONBLOCK O_NONBLOCK
#endif
#define FNDELAY O_NONBLOCK
#define O_NDELAY O_NONBLOCK
#define F_DUPFD 0
#define F_GETFD 1
#define F_SETFD 2
#define F_GETFL 3
#define F_SETFL 4
#define FD_CLOEXEC 1
#define F_GETOWN 5
#define F_SETOWN 6
#define F_GETLK 7
#define F_SETLK 8
#define F_SETLKW 9
#define F_RDLCK 1
#define F_UNLCK 2
#define F_WRLCK 3
#define F_WAIT 0x010
#define F_FLOCK 0x020
#define F_POSIX 0x040
#define F_PROV 0x080
#define F_PREALLOCATE 42
#define F_SETSIZE 43
#define F_RDADVISE 44
#define F_RDAHEAD 45
#define F_NOCACHE 48
#define F_LOG2PHYS 49
#define F_GETPATH 50
#define F_FULLFSYNC 51
#define F_FREEZE_FS 53
#define F_THAW_FS 54
#define F_GLOBAL_NOCACHE 55
#define F_ALLOCATECONTIG 0x02
#define F_ALLOCATEALL 0x04
#define F_PEOFPOSMODE 3
#define F_VOLPOSMODE 4

/* Locks of a whole file. */
#define LOCK_SH 0x01
#define LOCK_EX 0x02
#define LOCK_NB 0x04
#define LOCK_UN 0x08

struct flock {
  off_t l_start;
  off_t l_len;
  pid_t l_pid;
  short l_type;
  short l_whence;
};
typedef struct fstore {
  unsigned int fst_flags;
  int fst_posmode;
  off_t fst_offset;
  off_t fst_length;
  off_t fst_bytesalloc;
} fstore_t;
struct radvisory {
  off_t ra_offset;
  int ra_count;
};

#endif /* _SYS_FCNTL_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Quotas: the record of a limit.
 */
#ifndef _SYS_QUOTA_H_
#define _SYS_QUOTA_H_

#include <sys/appleapiopts.h>
#include <sys/types.h>

#define MAXQUOTAS 2
#define USRQUOTA 0
#define GRPQUOTA 1
#define Q_QUOTAON 0x0100
#define Q_QUOTAOFF 0x0200
#define Q_GETQUOTA 0x0300
#define Q_SETQUOTA 0x0400
#define Q_SETUSE 0x0500
#define Q_SYNC 0x0600
#define Q_QUOTASTAT 0x0700
#define QCMD(command, type) (((command) << 8) | ((type)&0x00ff))

struct dqblk {
  u_int64_t dqb_bhardlimit;
  u_int64_t dqb_bsoftlimit;
  u_int64_t dqb_curbytes;
  u_int32_t dqb_ihardlimit;
  u_int32_t dqb_isoftlimit;
  u_int32_t dqb_curinodes;
  u_int32_t dqb_btime;
  u_int32_t dqb_itime;
  u_int32_t dqb_id;
  u_int32_t dqb_spare[4];
};

#endif /* _SYS_QUOTA_H_ */

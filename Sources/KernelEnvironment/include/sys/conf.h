/* SPDX-License-Identifier: Apache-2.0
 *
 * Device switches: registered in a table, reachable by number.
 */
#ifndef _SYS_CONF_H_
#define _SYS_CONF_H_

#include <sys/appleapiopts.h>
#include <sys/cdefs.h>
#include <sys/queue.h>
#include <stdint.h>
#include <sys/kernel_types.h>

struct tty;
struct uio;
struct vnode;

#define D_TAPE 1
#define D_DISK 2
#define D_TTY 3

typedef int open_close_fcn_t(dev_t device, int flags, int devtype, struct proc *process);
typedef int open_fcn_t(dev_t device, int flags, int devtype, struct proc *process);
typedef int close_fcn_t(dev_t device, int flags, int devtype, struct proc *process);
typedef int read_write_fcn_t(dev_t device, struct uio *uio, int ioflag);
typedef int ioctl_fcn_t(dev_t device, u_long request, caddr_t data, int flags,
                        struct proc *process);
typedef int stop_fcn_t(struct tty *tty, int rw);
typedef int reset_fcn_t(int unit);
typedef int select_fcn_t(dev_t device, int which, void *wql, struct proc *process);
typedef int mmap_fcn_t(void);
typedef void strategy_fcn_t(struct buf *bp);
typedef int getc_fcn_t(dev_t device);
typedef int putc_fcn_t(dev_t device, char c);
typedef int psize_fcn_t(dev_t device);
typedef int dump_fcn_t(void);
/* The same by the switch's member. */
typedef open_close_fcn_t d_open_t;
typedef open_close_fcn_t d_close_t;
typedef read_write_fcn_t d_read_t;
typedef read_write_fcn_t d_write_t;
typedef ioctl_fcn_t d_ioctl_t;
typedef stop_fcn_t d_stop_t;
typedef reset_fcn_t d_reset_t;
typedef select_fcn_t d_select_t;
typedef mmap_fcn_t d_mmap_t;
typedef strategy_fcn_t d_strategy_t;
typedef getc_fcn_t d_getc_t;
typedef putc_fcn_t d_putc_t;
typedef psize_fcn_t d_psize_t;
typedef dump_fcn_t d_dump_t;
typedef struct tty *d_devtotty_t(dev_t device);
typedef int d_poll_t(dev_t device, int events, struct proc *process);

#define eno_opcl ((open_close_fcn_t *)&enodev)
#define eno_rdwrt ((read_write_fcn_t *)&enodev)
#define eno_ioctl ((ioctl_fcn_t *)&enodev)
#define eno_stop ((stop_fcn_t *)&enodev)
#define eno_reset ((reset_fcn_t *)&enodev)
#define eno_mmap ((mmap_fcn_t *)&enodev)
#define eno_getc ((getc_fcn_t *)&enodev)
#define eno_putc ((putc_fcn_t *)&enodev)
#define eno_select ((select_fcn_t *)&enodev)
#define eno_strat ((strategy_fcn_t *)(void *)&enodev_strat)
#define eno_dump ((dump_fcn_t *)&enodev)
#define eno_psize ((psize_fcn_t *)&enodev)

struct bdevsw {
  open_close_fcn_t *d_open;
  open_close_fcn_t *d_close;
  strategy_fcn_t *d_strategy;
  ioctl_fcn_t *d_ioctl;
  dump_fcn_t *d_dump;
  psize_fcn_t *d_psize;
  int d_type;
};

struct cdevsw {
  open_close_fcn_t *d_open;
  open_close_fcn_t *d_close;
  read_write_fcn_t *d_read;
  read_write_fcn_t *d_write;
  ioctl_fcn_t *d_ioctl;
  stop_fcn_t *d_stop;
  reset_fcn_t *d_reset;
  struct tty **d_ttys;
  select_fcn_t *d_select;
  mmap_fcn_t *d_mmap;
  strategy_fcn_t *d_strategy;
  void *d_reserved_1;
  void *d_reserved_2;
  int d_type;
};

__BEGIN_DECLS
/* A select that is always ready. */
int seltrue(dev_t device, int which, struct proc *process) KF(seltrue);
int enodev(void) KF(enodev);
void enodev_strat(void) KF(enodev_strat);
int cdevsw_add(int index, const struct cdevsw *switch_) KF(cdevsw_add);
int cdevsw_remove(int index, const struct cdevsw *switch_) KF(cdevsw_remove);
int bdevsw_add(int index, const struct bdevsw *switch_) KF(bdevsw_add);
int bdevsw_remove(int index, const struct bdevsw *switch_) KF(bdevsw_remove);
int bdevsw_isfree(int index) KF(bdevsw_isfree);
int cdevsw_isfree(int index) KF(cdevsw_isfree);
__END_DECLS

#endif /* _SYS_CONF_H_ */

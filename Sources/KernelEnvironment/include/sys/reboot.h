/* SPDX-License-Identifier: Apache-2.0
 *
 * How the system is brought down.
 */
#ifndef _SYS_REBOOT_H_
#define _SYS_REBOOT_H_

#define RB_AUTOBOOT 0
#define RB_ASKNAME 0x01
#define RB_SINGLE 0x02
#define RB_NOSYNC 0x04
#define RB_HALT 0x08

#endif /* _SYS_REBOOT_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Orders in which waiters are served.
 */
#ifndef _MACH_SYNC_POLICY_H_
#define _MACH_SYNC_POLICY_H_

#define SYNC_POLICY_FIFO 0x0
#define SYNC_POLICY_FIXED_PRIORITY 0x1
#define SYNC_POLICY_PREPOST 0x4

#endif /* _MACH_SYNC_POLICY_H_ */

/* SPDX-License-Identifier: Apache-2.0
 *
 * Notes of file events.
 */
#ifndef _SYS_EVENT_H_
#define _SYS_EVENT_H_

#include <sys/types.h>
#include <sys/queue.h>

struct knote;
SLIST_HEAD(klist, knote);
#define EVFILT_READ (-1)
#define EVFILT_WRITE (-2)
#define NOTE_DELETE 0x00000001
#define NOTE_WRITE 0x00000002

#endif /* _SYS_EVENT_H_ */

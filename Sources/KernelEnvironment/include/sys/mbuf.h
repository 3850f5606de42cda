/* SPDX-License-Identifier: Apache-2.0
 *
 * Message buffers are opaque: sys/kpi_mbuf.h has the accessors, this header the old constants.
 */
#ifndef _SYS_MBUF_H_
#define _SYS_MBUF_H_

#include <sys/cdefs.h>
#include <sys/appleapiopts.h>
#include <sys/lock.h>
#include <sys/queue.h>
#include <machine/param.h>
#include <sys/kpi_mbuf.h>

#define M_DONTWAIT MBUF_DONTWAIT
#define M_WAIT MBUF_WAITOK
#define M_COPYALL MBUF_COPYALL

#endif /* _SYS_MBUF_H_ */

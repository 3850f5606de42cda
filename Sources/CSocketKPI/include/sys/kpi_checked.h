/* SPDX-License-Identifier: Apache-2.0
 *
 * Checked mode: misuse of handles becomes a report that names both places.
 *
 * It is on from the start with KPI_CHECKED=1 in the environment. Reports go to standard error when they
 * happen; at exit all mbufs and sockets that are still alive are listed by the place that made them. With
 * any report, or anything alive, an exit status of 0 becomes 70 (KPI_CHECKED_LEAKS=0: reports only).
 * KPI_CHECKED_EXCEPT=close,length leaves out two mistakes that many clients make and survive.
 */
#ifndef SOCKETKPI_SYS_KPI_CHECKED_H
#define SOCKETKPI_SYS_KPI_CHECKED_H

#include <sys/kpi_types.h>

KPI_BEGIN_DECLS

/* Turns checked mode on; what exists already is not accounted for. It stays on. */
void kpi_checked_begin(void);

/* Reports so far. */
unsigned int kpi_checked_reports(void);

/* Says where the calling thread calls the KPI from. Sources compiled with -DKPI_CALL_SITES do it by
 * themselves; without it reports name functions and offsets instead of files and lines. */
void kpi_call_site(const char *file, int line);

KPI_END_DECLS

#endif /* SOCKETKPI_SYS_KPI_CHECKED_H */

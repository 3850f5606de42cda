/* SPDX-License-Identifier: Apache-2.0
 *
 * With -DKPI_CALL_SITES every call of a KPI function says which file and line it is made from, for the
 * reports of checked mode. Each KPI header brings the macros for its own functions, behind its prototypes.
 */
#ifndef SOCKETKPI_SYS_KPI_CALL_SITES_H
#define SOCKETKPI_SYS_KPI_CALL_SITES_H

#include <sys/kpi_checked.h>

/* Makes a call and says where it stands. */
#define KPI_AT(call) (kpi_call_site(__FILE__, __LINE__), call)

#endif /* SOCKETKPI_SYS_KPI_CALL_SITES_H */

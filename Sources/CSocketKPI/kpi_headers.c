/* SPDX-License-Identifier: Apache-2.0 */
#include <sys/kpi_types.h>
#include <sys/kpi_checked.h>
#include <sys/kpi_call_sites.h>
#include <sys/kpi_mbuf.h>

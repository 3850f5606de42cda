/* SPDX-License-Identifier: Apache-2.0
 * Every public header compiles on its own, and twice. */
#include <sys/kpi_types.h>
#include <sys/kpi_checked.h>
#include <sys/kpi_call_sites.h>
#include <sys/kpi_mbuf.h>
#include <sys/kpi_socket.h>
#include <sys/kpi_socketfilter.h>
#include <sys/kpi_socket.h>

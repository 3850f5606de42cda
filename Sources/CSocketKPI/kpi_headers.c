/* SPDX-License-Identifier: Apache-2.0 */
#include <sys/kpi_types.h>

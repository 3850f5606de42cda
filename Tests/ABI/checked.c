// SPDX-License-Identifier: Apache-2.0
// Checked mode, switched on by the program: a double free is one report, and good behaviour is none.
#include <unistd.h>

#include <sys/kpi_checked.h>
#include <sys/kpi_mbuf.h>

#include "check.h"

int main(void) {
  kpi_checked_begin();
  mbuf_t packet = NULL;
  RETURNS(0, mbuf_gethdr(MBUF_WAITOK, MBUF_TYPE_DATA, &packet));
  kpi_call_site(__FILE__, __LINE__);
  mbuf_freem(packet);
  CLAIM(kpi_checked_reports() == 0);
  mbuf_freem(packet);
  CLAIM(kpi_checked_reports() == 1);
  int status = verdict();
  fflush(stdout);
  _exit(status);  // an ordinary exit would have the status of a program with reports, 70
}

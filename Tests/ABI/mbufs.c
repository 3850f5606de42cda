// SPDX-License-Identifier: Apache-2.0
// The cases of Tests/CMbufABI against the installed library.
// Built with Tests/CMbufABI/*.c
#include <mbuf_abi.h>

#include "check.h"

int main(void) {
  for (int number = 0; mbuf_abi_name(number) != NULL; number++) {
    const char *failures = mbuf_abi_run(number);
    claims++;
    if (failures[0] != 0) {
      broken++;
      printf("%s: %s\n", mbuf_abi_name(number), failures);
    }
  }
  return verdict();
}

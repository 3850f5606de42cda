/* SPDX-License-Identifier: Apache-2.0
 *
 * Ten lines make a client a fuzz target. The statement runs once for each input, against sockets
 * in memory whose peer's bytes come from the fuzzer, in virtual time, one thread at a time:
 *
 *   #include <kface/fuzz.h>
 *   extern int my_client_once(void);
 *   KFACE_FUZZ(my_client_once())
 */
#ifndef _KFACE_FUZZ_H_
#define _KFACE_FUZZ_H_

#include <sys/cdefs.h>

__BEGIN_DECLS
int __kface_fuzz_run(const unsigned char *bytes, __SIZE_TYPE__ length, void (*body)(void))
  KF(fuzz_run);
__attribute__((__visibility__("default"))) int LLVMFuzzerTestOneInput(const unsigned char *bytes,
                                                                      __SIZE_TYPE__ length);
__END_DECLS

#define KFACE_FUZZ(statement)                                                              \
  static void __kface_fuzz_body(void) { (void)(statement); }                               \
  int LLVMFuzzerTestOneInput(const unsigned char *bytes, __SIZE_TYPE__ length) {           \
    return __kface_fuzz_run(bytes, length, __kface_fuzz_body);                             \
  }

#endif /* _KFACE_FUZZ_H_ */

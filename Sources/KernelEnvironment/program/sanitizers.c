/* SPDX-License-Identifier: Apache-2.0
 *
 * What a sanitizer must know: the socket library below the client is not instrumented, and orders
 * its threads in ways a race detector cannot see. The run time says where it matters.
 */
const char *__tsan_default_suppressions(void);
__attribute__((visibility("default"))) const char *__tsan_default_suppressions(void) {
  return "called_from_lib:libKernelEnvironment.so\n"
         "race:libKernelEnvironment.so\n"
         "called_from_lib:libswiftCore.so\n"
         "called_from_lib:libswiftSwiftOnoneSupport.so\n"
         "called_from_lib:libswiftSynchronization.so\n"
         "called_from_lib:libswift_Concurrency.so\n"
         "race:libswift\n";
}

const char *__lsan_default_suppressions(void);
__attribute__((visibility("default"))) const char *__lsan_default_suppressions(void) {
  return "leak:libKernelEnvironment.so\n"
         "leak:libswiftCore.so\n";
}

/* Upcalls run on threads of the library, whose stacks are its own. */
const char *__asan_default_options(void);
__attribute__((visibility("default"))) const char *__asan_default_options(void) {
  return "detect_stack_use_after_return=0";
}

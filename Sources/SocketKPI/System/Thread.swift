// SPDX-License-Identifier: Apache-2.0
// Threads of the library.

import CLinux
import Glibc

/// Starts a detached thread that takes no signals, so that they reach the program's own threads.
func startThread(named name: String, _ body: @escaping @Sendable () -> Void) {
  final class Start: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
  var all = sigset_t()
  var old = sigset_t()
  unsafe sigfillset(&all)
  unsafe pthread_sigmask(SIG_SETMASK, &all, &old)
  var thread = pthread_t()
  let start = unsafe Unmanaged.passRetained(Start(body)).toOpaque()
  let code = unsafe pthread_create(
    &thread, nil,
    { argument in
      guard let argument = unsafe argument else { return nil }
      unsafe Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().body()
      return nil
    }, start)
  precondition(code == 0, "cannot start a dispatcher thread: error \(code)")
  unsafe kx_name_thread(UInt(thread), name)
  pthread_detach(thread)
  unsafe pthread_sigmask(SIG_SETMASK, &old, nil)
}

/// The value of an environment variable.
package func environment(_ name: String) -> String? {
  guard let value = unsafe getenv(name) else { return nil }
  return unsafe String(cString: value)
}

/// Processors that the process may use.
func processorCount() -> Int { max(1, sysconf(CInt(_SC_NPROCESSORS_ONLN))) }

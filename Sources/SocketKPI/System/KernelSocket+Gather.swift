// SPDX-License-Identifier: Apache-2.0
// Fewer wake-ups for whoever knows how much is to come.

import CLinux
import Glibc
import SystemPackage

extension KernelSocket {
  /// Lets input of a TCP connection gather before the read upcall hears of it.
  ///
  /// A saving, no rule as SO_RCVLOWAT is: the upcall may come earlier, and it comes at the end of the
  /// stream and on errors whatever has gathered. Receives are not affected.
  ///
  /// - Parameter bytes: how many; 1 announces everything again, what is there already included. What
  ///   does not reach that number is not announced: ask for no more than is sure to come.
  public func gatherInput(_ bytes: Int) {
    guard isTCP else { return }
    try? inside { () throws(Errno) in
      try descriptor.setOption(SOL_SOCKET, SO_RCVLOWAT, CInt(clamping: max(bytes, 1)))
    }
  }
}

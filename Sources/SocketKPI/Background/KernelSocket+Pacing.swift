// SPDX-License-Identifier: Apache-2.0
// Where the socket core meets the background controller.

import SystemPackage

extension KernelSocket {
  func stopPacing() {}
  func updatePacing(_ state: SocketSettings) {}
  func sendPaced(
    _ transfer: Transfer, _ host: CInt, mayWait: Bool, atomic: Bool, deadline: Instant?
  ) throws(Errno) -> Int {
    try unsafe plainSend(transfer, host, mayWait: mayWait, atomic: atomic, deadline: deadline)
  }
}

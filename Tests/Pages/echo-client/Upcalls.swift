// SPDX-License-Identifier: Apache-2.0
import SocketKPI

/// Prints what arrives, and closes at the peer's end.
func printArrivals(on socket: KernelSocket) throws {
  try socket.setUpcall { socket in
    guard let chain = try? socket.receiveChain(upTo: 65_536, flags: .dontWait) else { return }
    if chain.isEmpty { return socket.close() }
    chain.forEachSegment { bytes in print(bytes.byteCount, "bytes") }
  }
}

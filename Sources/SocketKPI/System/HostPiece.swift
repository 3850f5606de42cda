// SPDX-License-Identifier: Apache-2.0
// Input as the host delivers it, on its way to filters.

import CLinux
import Glibc
import SystemPackage

/// A packet, or a stretch of a stream, with everything the host said of it.
struct HostPiece: ~Copyable {
  private var chain: MbufChain
  let sender: SocketAddress?
  let control: [UInt8]

  init(_ chain: consuming MbufChain, sender: SocketAddress?, control: [UInt8]) {
    self.chain = chain
    self.sender = sender
    self.control = control
  }

  consuming func intoChain() -> MbufChain { chain }
}

extension KernelSocket {
  private static let pieceBytes = 64 * 1024
  private static let controlBytes = 512

  /// Takes one piece off the host; nil when there is none. An error goes to the slot.
  func takeHostPiece() -> HostPiece? {
    guard let buffer = try? MbufChain.receiveBuffer(capacity: KernelSocket.pieceBytes) else {
      return nil
    }
    let name = UnsafeMutablePointer<sockaddr_storage>.allocate(capacity: 1)
    let control = UnsafeMutableRawBufferPointer.allocate(
      byteCount: KernelSocket.controlBytes, alignment: 16)
    defer {
      unsafe name.deallocate()
      unsafe control.deallocate()
    }
    var part = unsafe Transfer()
    let count = unsafe withUnsafeTemporaryAllocation(of: iovec.self, capacity: 16) { vectors in
      let (filled, bytes) = unsafe buffer.fillVectors(into: vectors)
      unsafe part.vectors = UnsafePointer(vectors.baseAddress)
      unsafe part.vectorCount = filled
      unsafe part.total = bytes
      unsafe part.name = UnsafeMutableRawPointer(name)
      unsafe part.nameLength = MemoryLayout<sockaddr_storage>.size
      unsafe part.control = control.baseAddress
      unsafe part.controlLength = control.count
      return unsafe hostReceive(&part, flags: CInt(MSG_DONTWAIT))
    }
    guard count > 0 || (count == 0 && !isStream) else {
      let code = Errno(rawValue: CInt(-count))
      if count < 0, code != .wouldBlock, code != .interrupted {
        postError(interpret(code, sending: false).rawValue)
      }
      return nil
    }
    traffic.countReceived(count)
    let length = unsafe part.receivedName
    let sender = length == 0 ? nil : unsafe SocketAddress(name, length: length)
    let bytes = unsafe [UInt8](UnsafeRawBufferPointer(rebasing: control[..<part.controlLength]))
    return HostPiece(buffer.commit(length: count), sender: sender, control: bytes)
  }
}

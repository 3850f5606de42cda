// SPDX-License-Identifier: Apache-2.0
// Taking connections off a listener.

import CLinux
import Glibc
import SystemPackage

extension KernelSocket {
  /// Takes the oldest established connection (`sock_accept`).
  ///
  /// The new socket inherits blocking mode, socket options and traffic class; not upcalls (unless
  /// `.useUpcall`), time-outs, low-water marks or SO_UPCALLCLOSEWAIT.
  ///
  /// - Parameters:
  ///   - flags: `.dontWait`, `.useUpcall`; others are refused.
  ///   - upcall: armed on the new socket for both directions; wins over `.useUpcall`.
  /// - Returns: the socket and the peer's address.
  /// - Throws: `.invalidArgument` not listening; `.notSupported` another flag; `.wouldBlock`;
  ///   `.connectionAbort` the listener was shut; `.interrupted`; or what a filter says.
  /// - Source: C ABI `sock_accept`, kpi_socket.h; deviation MSG_USEUPCALL in docs/deviations.md.
  public func accept(
    flags: MessageFlags = [], upcall: Upcall? = nil
  ) throws(Errno) -> (socket: KernelSocket, peer: SocketAddress) {
    try inside { () throws(Errno) in
      guard bits.load().contains(.listening) else { throw .invalidArgument }
      guard flags.isSubset(of: [.dontWait, .useUpcall]) else { throw .notSupported }
      let mayWait = !flags.contains(.dontWait) && !bits.load().contains(.nonBlocking)
      let (socket, peer) = try takeWanted(mayWait: mayWait)
      noteTake(isAlone: false)
      try socket.filterAccept(listener: self, peer: peer)
      try socket.armAccepted(upcall, inheriting: flags.contains(.useUpcall) ? self : nil)
      return (socket, peer)
    }
  }

  /// The next connection that no filter refuses.
  private func takeWanted(
    mayWait: Bool
  ) throws(Errno) -> (socket: KernelSocket, peer: SocketAddress) {
    while true {
      let (descriptor, peer) = try takeConnection(mayWait: mayWait)
      let socket = try adopt(descriptor)
      if socket.filterConnectIn(peer) {
        socket.notifyFilters(.connected)
        return (socket, peer)
      }
      socket.close()
    }
  }

  private func takeConnection(
    mayWait: Bool
  ) throws(Errno) -> (descriptor: Descriptor, peer: SocketAddress) {
    while true {
      do throws(Errno) {
        return try descriptor.accept()
      } catch {
        switch error {
        case .wouldBlock:
          bits.insert(.drained)
          guard mayWait else { throw .wouldBlock }
        case .invalidArgument: throw .connectionAbort  // the host's word for a shut listener
        case .connectionAbort where mayWait: continue  // reset while it waited; take the next
        default: throw error
        }
      }
      if let error = takePendingError() { throw error }
      if handle.isClosed || bits.load().contains(.cannotReceive) { throw .connectionAbort }
      _ = try waitReady(descriptor.raw, for: .readable, until: nil, interruptible: true)
      if bits.load().contains(.defunct) { throw .badFileDescriptor }
    }
  }

  /// Wraps an accepted descriptor.
  private func adopt(_ accepted: Descriptor) throws(Errno) -> KernelSocket {
    let inherited = settings.withLock { $0.inherited() }
    let kept: SocketBits = [.nonBlocking, .asynchronous, .privileged]
    let socket: KernelSocket
    do throws(Errno) {
      socket = try KernelSocket(
        adopting: accepted, domain: domain, type: type, number: protocolNumber,
        bits: bits.load().intersection(kept).union(.connected), settings: inherited)
    } catch {
      accepted.close()
      throw error
    }
    HandleTable.shared.install(socket, at: socket.handle)
    socket.attachGlobalFilters(arrivedOn: self)
    socket.applyInheritedClass()
    return socket
  }

  private func armAccepted(_ upcall: Upcall?, inheriting listener: KernelSocket?) throws(Errno) {
    let pair: (Upcall?, Upcall?)
    if let upcall {
      pair = (upcall, upcall)
    } else if let listener {
      pair = listener.callbacksOnDemand.existing?.withLock { ($0.read, $0.write) } ?? (nil, nil)
    } else {
      return
    }
    do throws(Errno) {
      try setUpcalls(read: pair.0, write: pair.1)
    } catch {
      close()
      throw error
    }
  }
}

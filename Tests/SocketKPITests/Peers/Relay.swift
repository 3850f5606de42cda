// SPDX-License-Identifier: Apache-2.0
// Servers for foreign clients, driven by upcalls alone: an echo, and a relay to another server.

import SocketKPI
import SystemPackage

/// Moves a stream from one socket to another, and its end, whenever either has news.
final class Pump: Sendable {
  private let source: KernelSocket
  private let target: KernelSocket
  private let state = Locked<(rest: [UInt8], isOver: Bool)>(([], false))

  init(from source: KernelSocket, to target: KernelSocket) {
    self.source = source
    self.target = target
  }

  var isOver: Bool { state.withLock { $0.isOver } }

  /// Goes on until one of the two would sleep.
  func run() {
    state.withLock { state in
      do throws(Errno) {
        while !state.isOver {
          if !state.rest.isEmpty {
            state.rest.removeFirst(try target.send(state.rest, flags: .dontWait))
            continue
          }
          state.rest = try source.receive(upTo: 65_536, flags: .dontWait)
          if state.rest.isEmpty {
            state.isOver = true
            try target.shutdown(.write)
          }
        }
      } catch {
        if error != .wouldBlock { state.isOver = true }
      }
    }
  }
}

/// A listener whose connections are echoed, or carried on to another address.
final class Relay: Sendable {
  private let listener: KernelSocket
  private let target: SocketAddress?
  private let sockets = Log<KernelSocket>()

  let address: SocketAddress

  /// - Parameters:
  ///   - address: where to listen.
  ///   - target: where connections go on to; nil echoes.
  init(_ address: SocketAddress = .loopback(port: 0), to target: SocketAddress? = nil) throws(Errno)
  {
    listener = try KernelSocket(domain: address.domain, type: .stream)
    self.target = target
    try listener.bind(to: address)
    try listener.listen(backlog: 64)
    self.address = try listener.localAddress()
    try listener.setUpcall { [self] listener in
      while let one = try? listener.accept(flags: .dontWait).socket { serve(one) }
    }
  }

  private func serve(_ near: KernelSocket) {
    sockets.add(near)
    guard let target else {
      let echo = Pump(from: near, to: near)
      arm(near, reading: echo, writing: echo)
      return
    }
    // A connect on loopback is at its end at once; a relay for more would wait by upcall.
    guard let far = try? KernelSocket(domain: target.domain, type: .stream),
      (try? far.connect(to: target)) != nil
    else { return near.close() }
    sockets.add(far)
    let (there, back) = (Pump(from: near, to: far), Pump(from: far, to: near))
    arm(near, reading: there, writing: back)
    arm(far, reading: back, writing: there)
  }

  private func arm(_ socket: KernelSocket, reading: Pump, writing: Pump) {
    try? socket.setUpcalls(read: { _ in reading.run() }, write: { _ in writing.run() })
    reading.run()
  }

  func close() { closeAll([listener] + sockets.all) }
}

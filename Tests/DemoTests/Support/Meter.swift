// SPDX-License-Identifier: Apache-2.0
// A proxy on loopback that writes down when how much came by.

import Foundation
import SocketKPI
import Synchronization
import SystemPackage

/// Forwards connections to a port of this host, and measures what goes there.
final class Meter: Sendable {
  let port: UInt16
  private let listener: KernelSocket
  private let arrivals = Mutex<[(seconds: Double, bytes: Int)]>([])
  private let sockets = Mutex<[KernelSocket]>([])
  private let isFrozen = Atomic(false)

  init(to server: UInt16) throws {
    listener = try KernelSocket(domain: .inet, type: .stream)
    try listener.bind(to: .loopback(port: 0))
    try listener.listen(backlog: 16)
    port = try listener.localAddress().port
    Thread.detachNewThread { [self] in
      while let (client, _) = try? listener.accept() {
        guard let upstream = try? KernelSocket(domain: .inet, type: .stream),
          (try? upstream.connect(to: .loopback(port: server))) != nil
        else { return client.close() }
        sockets.withLock { $0 += [client, upstream] }
        Thread.detachNewThread { self.forward(client, upstream, isMeasured: true) }
        Thread.detachNewThread { self.forward(upstream, client, isMeasured: false) }
      }
    }
  }

  /// From now on nothing passes, and nobody is told.
  func freeze() { isFrozen.store(true, ordering: .releasing) }

  /// Ends every connection.
  func stop() {
    listener.close()
    for socket in sockets.withLock({ $0 }) { socket.close() }
  }

  private func forward(_ from: KernelSocket, _ to: KernelSocket, isMeasured: Bool) {
    while let bytes = try? from.receive(upTo: 64 << 10), !bytes.isEmpty {
      if isFrozen.load(ordering: .acquiring) { return }
      if isMeasured {
        let now = ProcessInfo.processInfo.systemUptime
        arrivals.withLock { $0.append((now, bytes.count)) }
      }
      var done = 0
      while done < bytes.count {
        guard let sent = try? to.send(Array(bytes[done...])) else { return }
        done += sent
      }
    }
    try? to.shutdown(.write)
  }

  var total: Int { arrivals.withLock { $0.reduce(0) { $0 + $1.bytes } } }

  /// From the first byte to the last, in seconds.
  var duration: Double {
    arrivals.withLock { ($0.last?.seconds ?? 0) - ($0.first?.seconds ?? 0) }
  }

  /// The most bytes that arrived within so many seconds.
  func mostInWindow(of length: Double) -> Int {
    arrivals.withLock { arrivals in
      var (first, sum, most) = (0, 0, 0)
      for arrival in arrivals {
        sum += arrival.bytes
        while arrivals[first].seconds < arrival.seconds - length {
          sum -= arrivals[first].bytes
          first += 1
        }
        most = max(most, sum)
      }
      return most
    }
  }
}

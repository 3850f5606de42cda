// SPDX-License-Identifier: Apache-2.0
// The local port: reserved on request, and the same one again after a reconnect.

internal import CLinux
internal import Glibc
internal import SocketKPI
internal import SystemPackage

enum LocalPort {
  /// Ports tried for a reserved one, as on Linux: below it are ports that services are known by.
  static let reserved: ClosedRange<UInt16> = 665...1023
  /// Ports up to here are reserved.
  static let highestReserved: UInt16 = 1023

  /// Binds as the settings say; leaves the choice to connect when they say nothing.
  ///
  /// - Throws: with `.required`, what kept every port from us: `.permissionDenied`,
  ///   `.addressInUse`.
  static func bind(
    _ socket: KernelSocket, for peer: SocketAddress, _ settings: ConnectSettings
  ) throws(Errno) {
    guard peer.domain != .unix else { return }
    if settings.sourcePort != 0 {
      do {
        // The server's reply cache may know us by our port.
        try socket.setOption(level: SOL_SOCKET, name: SO_REUSEADDR, value: CInt(1))
        return try socket.bind(to: .any(peer.domain, port: settings.sourcePort))
      } catch {
        settings.report(.newSourcePort(error))
      }
    }
    guard settings.reservedPort != .no else { return }
    do {
      try bindReserved(socket, peer.domain, seed: settings.seed)
    } catch {
      if settings.reservedPort == .required { throw error }
      settings.report(.noReservedPort(error))
    }
  }

  private static func bindReserved(
    _ socket: KernelSocket, _ domain: SocketDomain, seed: UInt64
  ) throws(Errno) {
    var random = SplitMix(seed: seed)
    let start = Int(random.next() % UInt64(reserved.count))
    var last = Errno.addressInUse
    for step in 0..<reserved.count {
      let port = reserved.lowerBound + UInt16((start + step) % reserved.count)
      do {
        return try socket.bind(to: .any(domain, port: port))
      } catch {
        last = error
        guard error == .addressInUse else { throw error }
      }
    }
    throw last
  }
}

// SPDX-License-Identifier: Apache-2.0
// How a server runs.

public import ONCRPC
public import SocketKPI
public import SystemPackage

/// The settings of a server, besides what it exports.
public struct NFSServerOptions: Sendable {
  /// Where to listen; port 0 takes any free one. NFS and MOUNT share it.
  public var address = SocketAddress.loopback(port: 0)
  /// What seals file handles; nil makes one up, and handles end with the server.
  public var handleKey: HandleKey?
  /// Refuses callers whose port is above 1023, with AUTH_TOOWEAK, as servers do by tradition.
  public var requiresReservedPort = false
  /// Remembers what unstable writes overwrite, so that a restart can lose them; a fault script with such a
  /// restart implies it.
  public var remembersUnstableWrites = false
  /// What to do wrong.
  public var faults: [FaultRule] = []
  /// Decides what chance does in `faults`.
  public var seed: UInt64 = 1
  /// Limits of connections and of the duplicate-request cache.
  public var engine = RPCServerConfiguration()
  /// Told what happens, on any thread; must not wait.
  public var onEvent: (@Sendable (NFSServerEvent) -> Void)?

  public init() {}
}

/// What happens to a server.
public enum NFSServerEvent: Sendable, Equatable, CustomStringConvertible {
  case listening(SocketAddress)
  case mounted(path: String, host: String)
  /// A scripted fault hit a call.
  case fault(FaultRule.Action, procedure: String)
  /// A scripted or requested restart began.
  ///
  /// - Parameter lostFiles: files that lost uncommitted writes.
  case down(lostFiles: Int)
  /// After a restart nobody gave the port back; the server stays down.
  case cannotListen(Errno)
  case stopped

  public var description: String {
    switch self {
    case .listening(let address): "listening on \(address)"
    case .mounted(let path, let host): "\(host) mounted \(path)"
    case .fault(let action, let procedure): "fault: \(action) hits \(procedure)"
    case .down(let files): "down, uncommitted writes of \(files) files lost"
    case .cannotListen(let code): "stays down, its port is taken: \(code)"
    case .stopped: "stopped"
    }
  }
}

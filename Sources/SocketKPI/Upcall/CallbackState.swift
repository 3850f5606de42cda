// SPDX-License-Identifier: Apache-2.0
// Which upcalls are armed, and which are running.

/// A read or write upcall. It must not block; data may be gone already when it runs.
///
/// - Source: C ABI `sock_upcall`, kpi_socket.h.
public typealias Upcall = @Sendable (KernelSocket) -> Void

/// An event upcall, with the events that happened and are in the mask.
///
/// - Source: C ABI `sock_evupcall`, kpi_socket.h.
public typealias EventUpcall = @Sendable (KernelSocket, SocketEvents) -> Void

/// What can happen to a socket (`SO_FILT_HINT_*`).
public struct SocketEvents: OptionSet, Hashable, Sendable {
  public let rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Part of every event; carries no news.
  public static let locked = SocketEvents(rawValue: 0x1)
  /// The peer reset or refused the connection.
  public static let connectionReset = SocketEvents(rawValue: 0x2)
  /// The peer sends no more, or SHUT_RD was done.
  public static let cannotReceiveMore = SocketEvents(rawValue: 0x4)
  /// Nothing more can be sent.
  public static let cannotSendMore = SocketEvents(rawValue: 0x8)
  /// TCP gave up waiting for the peer.
  public static let timeout = SocketEvents(rawValue: 0x10)
  /// The local address disappeared.
  public static let noSourceAddress = SocketEvents(rawValue: 0x20)
  /// Output is suspended, by the background controller.
  public static let suspend = SocketEvents(rawValue: 0x80)
  /// Output is resumed.
  public static let resume = SocketEvents(rawValue: 0x100)
  /// An active or datagram connect completed.
  public static let connected = SocketEvents(rawValue: 0x1000)
  /// The connection is fully gone.
  public static let disconnected = SocketEvents(rawValue: 0x2000)
  /// Comes with `connected` and `disconnected`.
  public static let connectionInfoUpdated = SocketEvents(rawValue: 0x4000)
}

/// Callbacks of a socket, and the count of those running (XNU's so_upcallusecount).
struct CallbackState: Sendable {
  enum Direction { case read, write }

  var read: Upcall?
  var write: Upcall?
  var event: EventUpcall?
  var mask: SocketEvents = []
  /// The upcalls are C functions with a cookie that the client owns.
  var hasForeignUpcall = false
  /// Read and write upcalls executing now. Event upcalls are not counted, as in the kernel.
  private(set) var running = 0

  var isArmed: Bool { read != nil || write != nil || event != nil }

  /// Samples the upcall of a direction and counts it as running.
  mutating func begin(_ direction: Direction) -> Upcall? {
    guard let upcall = direction == .read ? read : write else { return nil }
    running += 1
    return upcall
  }

  mutating func end() {
    precondition(running > 0, "an upcall ended that never began")
    running -= 1
  }

  mutating func disarm() {
    read = nil
    write = nil
  }
}

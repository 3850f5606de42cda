// SPDX-License-Identifier: Apache-2.0
// Socket filters for Swift: what one is, and what it may answer.

import SystemPackage

/// What a filter makes of an operation.
public enum FilterVerdict: Equatable, Sendable {
  /// Go on to the next filter, then to the protocol.
  case proceed
  /// The filter has dealt with it (EJUSTRETURN): the operation ends with success.
  case handled
}

/// What filters are told of (`sock_evt_*`).
public enum FilterEvent: Equatable, Sendable {
  case connecting, connected, disconnecting, disconnected, flushRead
  case shutdown(ShutdownDirection)
  case cannotReceiveMore, cannotSendMore, closing, bound
}

/// Flags of data on its way through a filter (`sock_data_filt_flag_*`).
public struct FilterDataFlags: OptionSet, Sendable {
  public let rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }
  public static let outOfBand = FilterDataFlags(rawValue: 1)
  public static let record = FilterDataFlags(rawValue: 2)
}

/// An option on its way to a socket.
public final class FilterOption {
  public enum Direction: UInt8, Sendable {
    case get = 1
    case set = 2
  }
  public let direction: Direction
  public let level: CInt
  public let name: CInt
  /// The value to set, or room for the value to get; its count is the size.
  public var value: [UInt8]

  init(_ direction: Direction, level: CInt, name: CInt, value: [UInt8]) {
    self.direction = direction
    self.level = level
    self.name = name
    self.value = value
  }
}

/// A filter on one socket. Every method has a default that lets things pass.
///
/// Methods run under no lock of the library, on the thread that does the operation; data methods of
/// one direction never overlap on one socket. A thrown error makes the operation fail with it.
public protocol FilterInstance: AnyObject, Sendable {
  /// The last call: the filter is off this socket.
  func detached(from socket: KernelSocket)
  func notice(_ event: FilterEvent, on socket: KernelSocket)

  /// Data from the peer, before it can be received. Change or replace the chains; `.handled` drops
  /// whatever is left in them.
  func inbound(
    _ data: inout MbufChain, control: inout MbufChain, from sender: SocketAddress?,
    flags: FilterDataFlags, on socket: KernelSocket
  ) throws(Errno) -> FilterVerdict

  /// Data of the user, before it is given to the protocol; the same rules.
  func outbound(
    _ data: inout MbufChain, control: inout MbufChain, to receiver: SocketAddress?,
    flags: FilterDataFlags, on socket: KernelSocket
  ) throws(Errno) -> FilterVerdict

  func connectIn(from peer: SocketAddress, on socket: KernelSocket) throws(Errno) -> FilterVerdict
  /// A connect, before the protocol; `peer` may be changed, and the connect goes there.
  func connectOut(
    to peer: inout SocketAddress, on socket: KernelSocket
  ) throws(Errno) -> FilterVerdict
  func bind(to address: SocketAddress, on socket: KernelSocket) throws(Errno) -> FilterVerdict
  func listen(on socket: KernelSocket) throws(Errno) -> FilterVerdict
  func option(_ option: FilterOption, on socket: KernelSocket) throws(Errno) -> FilterVerdict
  func control(request: UInt, on socket: KernelSocket) throws(Errno) -> FilterVerdict
  func accept(
    _ socket: KernelSocket, on listener: KernelSocket, local: SocketAddress, remote: SocketAddress
  ) throws(Errno) -> FilterVerdict
}

extension FilterInstance {
  public func detached(from socket: KernelSocket) {}
  public func notice(_ event: FilterEvent, on socket: KernelSocket) {}
  public func inbound(
    _ data: inout MbufChain, control: inout MbufChain, from sender: SocketAddress?,
    flags: FilterDataFlags, on socket: KernelSocket
  ) throws(Errno) -> FilterVerdict { .proceed }
  public func outbound(
    _ data: inout MbufChain, control: inout MbufChain, to receiver: SocketAddress?,
    flags: FilterDataFlags, on socket: KernelSocket
  ) throws(Errno) -> FilterVerdict { .proceed }
  public func connectIn(
    from peer: SocketAddress, on socket: KernelSocket
  ) throws(Errno) -> FilterVerdict { .proceed }
  public func connectOut(
    to peer: inout SocketAddress, on socket: KernelSocket
  ) throws(Errno) -> FilterVerdict { .proceed }
  public func bind(
    to address: SocketAddress, on socket: KernelSocket
  ) throws(Errno) -> FilterVerdict { .proceed }
  public func listen(on socket: KernelSocket) throws(Errno) -> FilterVerdict { .proceed }
  public func option(
    _ option: FilterOption, on socket: KernelSocket
  ) throws(Errno) -> FilterVerdict { .proceed }
  public func control(
    request: UInt, on socket: KernelSocket
  ) throws(Errno) -> FilterVerdict { .proceed }
  public func accept(
    _ socket: KernelSocket, on listener: KernelSocket, local: SocketAddress, remote: SocketAddress
  ) throws(Errno) -> FilterVerdict { .proceed }
}

/// A filter as it is registered: for which protocol, and how it attaches.
public struct SocketFilter: Sendable {
  /// How a filter comes to its sockets (`SFLT_*`).
  public struct Options: OptionSet, Sendable {
    public let rawValue: CInt
    public init(rawValue: CInt) { self.rawValue = rawValue }
    /// To every new socket of its protocol.
    public static let global = Options(rawValue: 0x01)
    /// On request only.
    public static let onRequest = Options(rawValue: 0x02)
    public static let extended = Options(rawValue: 0x04)
    /// Also to the sockets that exist.
    public static let existingSockets = Options(rawValue: 0x08)
  }

  /// Names the filter; unique, never 0.
  public var handle: UInt32
  public var name: String
  public var options: Options
  /// Makes the filter's part on one socket; an error refuses that socket.
  public var attach: @Sendable (KernelSocket) throws(Errno) -> any FilterInstance
  /// The filter was unregistered and is off its last socket.
  public var unregistered: (@Sendable () -> Void)?

  public init(
    handle: UInt32, name: String, options: Options,
    attach: @escaping @Sendable (KernelSocket) throws(Errno) -> any FilterInstance,
    unregistered: (@Sendable () -> Void)? = nil
  ) {
    self.handle = handle
    self.name = name
    self.options = options
    self.attach = attach
    self.unregistered = unregistered
  }
}

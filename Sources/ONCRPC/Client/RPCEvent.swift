// SPDX-License-Identifier: Apache-2.0
// What happens to a client's connections, as a program can show it.

public import SocketKPI
internal import Synchronization
public import SystemPackage

/// Something that happened between calls.
public struct RPCEvent: Sendable, Equatable, CustomStringConvertible {
  public enum Kind: Sendable, Equatable {
    /// Asking for the addresses of a name.
    case resolving(String)
    /// A connect to this address begins.
    case connecting(SocketAddress)
    /// A slice passed and nothing is decided; the time since the connect began.
    case waiting(SocketAddress, Duration)
    /// An address could not be used.
    case failed(RPCAttempt)
    /// No reserved port could be had; an ordinary one is used.
    case noReservedPort(Errno)
    /// The local port of the last connection could not be had again: a server may not recognise
    /// repeated calls.
    case newSourcePort(Errno)
    /// Usable. The local address is that of the first connect, unless `newSourcePort` said
    /// otherwise.
    case connected(SocketAddress, local: SocketAddress?)
    /// No address worked; the next search begins after this time.
    case nextAttempt(after: Duration, reason: String)
    /// The connection is gone, with this many calls unanswered.
    case lost(Errno, unanswered: Int)
    /// Usable again; this many calls were sent again.
    case resumed(resent: Int)
    /// Calls wait, and nothing was received for this long.
    case notResponding(Duration)
    case aliveAgain
    /// Silent for longer than the dead time-out: every call fails from now on.
    case dead(Duration)
    case closed
  }

  /// The connection, counted from 0.
  public var connection: Int
  public var kind: Kind

  public init(connection: Int, kind: Kind) {
    self.connection = connection
    self.kind = kind
  }

  public var description: String {
    switch kind {
    case .resolving(let name): "resolving \(name)"
    case .connecting(let address): "connecting to \(address)"
    case .waiting(let address, let time): "waiting for \(address) (\(time.seconds) s)"
    case .failed(let attempt): attempt.description
    case .noReservedPort(let code): "no reserved port: \(code)"
    case .newSourcePort(let code): "another local port is used: \(code)"
    case .connected(let address, _): "connected to \(address)"
    case .nextAttempt(let time, let reason): "\(reason); next try in \(time.seconds) s"
    case .lost(let code, let count): "connection lost: \(code) (\(count) calls unanswered)"
    case .resumed(let count): "resumed, \(count) calls sent again"
    case .notResponding(let time): "not responding for \(time.seconds) s"
    case .aliveAgain: "alive again"
    case .dead(let time): "dead: silent for \(time.seconds) s"
    case .closed: "closed"
    }
  }
}

extension Duration {
  /// Seconds with one decimal, as text.
  var seconds: String {
    let tenths = (wholeNanoseconds + 50_000_000) / 100_000_000
    return "\(tenths / 10).\(tenths % 10)"
  }
}

/// Hands every event to every stream that listens.
final class EventBroadcast: Sendable {
  /// Events a slow listener may lag behind; older ones are dropped.
  static let bufferedEvents = 512

  private struct State {
    var next = 0
    var listeners: [Int: AsyncStream<RPCEvent>.Continuation] = [:]
    var isFinished = false
  }

  private let state = Mutex(State())

  /// A stream of the events from now on.
  func stream() -> AsyncStream<RPCEvent> {
    let (stream, continuation) = AsyncStream.makeStream(
      of: RPCEvent.self, bufferingPolicy: .bufferingNewest(Self.bufferedEvents))
    let identity: Int? = state.withLock { state in
      guard !state.isFinished else { return nil }
      state.next += 1
      state.listeners[state.next] = continuation
      return state.next
    }
    guard let identity else {
      continuation.finish()
      return stream
    }
    continuation.onTermination = { [weak self] _ in
      self?.state.withLock { _ = $0.listeners.removeValue(forKey: identity) }
    }
    return stream
  }

  func send(_ event: RPCEvent) {
    let listeners = state.withLock { Array($0.listeners.values) }
    for listener in listeners { listener.yield(event) }
  }

  func finish() {
    let listeners = state.withLock { state in
      state.isFinished = true
      defer { state.listeners = [:] }
      return Array(state.listeners.values)
    }
    for listener in listeners { listener.finish() }
  }
}

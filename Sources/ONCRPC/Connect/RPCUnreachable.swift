// SPDX-License-Identifier: Apache-2.0
// What every address had to say when none of them worked, and which answer to report first.

public import SocketKPI
public import SystemPackage
public import Wire

/// One address that could not be used.
public struct RPCAttempt: Error, Equatable, Sendable {
  public enum Failure: Equatable, Sendable {
    /// The host refused, or could not be reached.
    case system(Errno)
    /// Nothing decided within this time.
    case timedOut(Duration)
    /// A name without addresses, as the resolver says it.
    case unresolved(String)
    /// Connected, but the program or version is not there.
    case unavailable(RPCReplyStatus)
    /// rpcbind does not know the program.
    case notRegistered(program: UInt32, version: UInt32)
    /// Connected, but the answer to the first call made no sense.
    case malformed(XDRError)
    /// Connected, but the preparation of the connection failed.
    case preparation(String)
  }

  /// Nil when no address was found.
  public var address: SocketAddress?
  public var failure: Failure
  /// Whether the local port was below 1024; servers may insist on that.
  public var fromReservedPort: Bool

  public init(address: SocketAddress?, failure: Failure, fromReservedPort: Bool = false) {
    self.address = address
    self.failure = failure
    self.fromReservedPort = fromReservedPort
  }

  /// Later stages outrank earlier ones: a server that answered "no" says more than a silent one.
  var rank: Int {
    switch failure {
    case .timedOut: 1
    case .system(let code): Self.networkErrors.contains(code) ? 2 : 5
    case .unresolved: 2
    case .notRegistered: 3
    case .unavailable(let status): if case .denied = status { 5 } else { 3 }
    case .malformed: 4
    case .preparation: 5
    }
  }

  private static let networkErrors: Set<Errno> = [
    .brokenPipe, .addressNotAvailable, .networkDown, .networkUnreachable, .networkReset,
    .connectionAbort, .connectionReset, .connectionRefused, .socketIsConnected,
    .socketNotConnected, .socketShutdown, .hostIsDown, .noRouteToHost, .timedOut,
  ]

  /// What a person can do about it, if that is known.
  var hint: String? {
    if case .unavailable(.denied) = failure, !fromReservedPort {
      return "the server may refuse ports above 1023; try a reserved port"
    }
    return nil
  }
}

extension RPCAttempt: CustomStringConvertible {
  public var description: String {
    let place = address?.description ?? "name"
    let text =
      switch failure {
      case .system(let code): "\(code)"
      case .timedOut(let time): "no answer within \(time)"
      case .unresolved(let text): text
      case .unavailable(let status): status.failure?.description ?? "available"
      case .notRegistered(let program, let version):
        "program \(program) version \(version) is not registered with rpcbind"
      case .malformed(let error): "malformed answer: \(error)"
      case .preparation(let text): text
      }
    return "\(place): \(text)"
  }
}

/// Every attempt of a search for a usable address, in the order of their ends.
public struct RPCUnreachable: Equatable, Sendable, CustomStringConvertible {
  public var attempts: [RPCAttempt]

  public init(_ attempts: [RPCAttempt]) { self.attempts = attempts }

  /// The attempt to report: of those with the highest rank the last.
  public var best: RPCAttempt? {
    attempts.reduce(nil) { kept, next in
      guard let kept else { return next }
      return next.rank >= kept.rank ? next : kept
    }
  }

  public var description: String {
    guard let best else { return "no address answered" }
    let others = attempts.count - 1
    let rest = others > 0 ? " (and \(others) other \(others == 1 ? "attempt" : "attempts"))" : ""
    let hint = best.hint.map { "; \($0)" } ?? ""
    return best.description + rest + hint
  }
}

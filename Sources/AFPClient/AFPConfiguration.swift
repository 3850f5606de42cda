// SPDX-License-Identifier: Apache-2.0
// Every limit and wait of a session, by name.

public import SocketKPI
public import Wire

/// How a session behaves. The defaults suit a backup over a local network.
public struct AFPConfiguration: Sendable {
  /// A name for this installation, at most 80 bytes of UTF-8, the same every time it runs.
  ///
  /// With it, a new session ends an older one of the same user and name that was left behind, with
  /// its open files ("lock stealing"). Two programs, and two sessions that are open at the same
  /// time, must not share it. Nil: old sessions are left alone.
  public var clientID: String?
  /// The traffic class of the connection, set again after every reconnect. Nil: none.
  public var trafficClass: TrafficClass?
  /// The highest protocol version to negotiate.
  public var highestVersion = AFPVersion.afp34
  /// Use this login method and no other; nil takes the strongest.
  public var onlyMethod: AFPAuthenticationMethod?

  /// Requests sent and not answered, at most; the server's replay cache limits it further.
  public var maximumOutstanding = 64
  /// Bytes of write data sent and not answered, at most; one request is always allowed.
  public var maximumOutstandingWriteBytes = 8 << 20
  /// Largest data of one write, below the server's quantum. Nil: the quantum.
  public var maximumWriteBytes: Int?

  /// One address of the server answers, or the next is tried.
  public var connectTimeout = Duration.seconds(15)
  /// Each step of a login. A wrong password is refused after up to three seconds.
  public var loginTimeout = Duration.seconds(30)
  /// Silence after which a tickle is sent.
  public var tickleInterval = Duration.seconds(30)
  /// No sign of life with a request outstanding: the connection is lost.
  public var activeTimeout = Duration.seconds(60)
  /// No sign of life at all: the connection is lost.
  public var idleTimeout = Duration.seconds(120)
  /// A request stays unanswered although the server gives signs of life: the connection is lost.
  public var requestTimeout = Duration.seconds(600)
  /// How long to try to restore a lost connection. Zero: do not try.
  public var recoveryTimeout = Duration.seconds(120)
  /// First pause between two attempts; it doubles up to `maximumRecoveryPause`.
  public var recoveryPause = Duration.milliseconds(250)
  public var maximumRecoveryPause = Duration.seconds(10)
  /// A closing session waits so long for its last replies.
  public var closeTimeout = Duration.seconds(10)

  public init() {}
}

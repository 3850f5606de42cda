// SPDX-License-Identifier: Apache-2.0
// How a client behaves: limits, patience, manners.

public import SocketKPI

/// How messages travel.
public enum RPCTransportKind: Sendable {
  /// Records on a byte stream.
  case tcp
  /// One message a datagram; sent again by our own timers.
  case udp
}

/// Whether the local port lies below 1024.
public enum RPCReservedPort: Sendable {
  case no
  /// Tried; without the privilege an ordinary port is used, and an event says so.
  case ifPossible
  /// Without the privilege the connect fails.
  case required
}

/// What happens to ordinary calls while the server is away.
public enum RPCRecovery: Sendable {
  /// Tried until their deadline.
  case hard
  /// Failed when a reconnect has lasted this long, or nothing was received for `silence`.
  case soft(reconnect: Duration = .seconds(8), silence: Duration = .seconds(30))
}

/// The settings of a client. All have defaults; tests shorten the times.
public struct RPCConfiguration: Sendable {
  public var transport: RPCTransportKind = .tcp
  /// Connections, 1 to 16. Bulk calls keep off the first one when there are several.
  public var connections = 1
  /// Where the client's state lives; nil takes the next in turn. All connections of a client share
  /// it.
  public var dispatcher: Dispatcher?
  public var reservedPort = RPCReservedPort.no
  /// Set again after every reconnect; nil leaves the socket's default.
  public var trafficClass: TrafficClass?

  // Calls.
  /// Deadline of calls that have none of their own; nil: none.
  public var callDeadline: Duration? = .seconds(60)
  /// Calls on the wire per connection.
  public var maximumInFlight = 1024
  /// Bytes of calls and expected payload on the wire per connection. One call always goes.
  public var maximumBytesInFlight = 16 << 20
  /// Calls that may wait to be sent per connection.
  public var maximumQueued = 65_536
  /// No record is longer, whatever calls expect: the usual bound of servers and clients.
  public var maximumRecord = 16 << 20

  // Connecting.
  /// A NULL call of this program proves a fresh connection; nil leaves that to the first call.
  public var verify: (program: UInt32, version: UInt32)?
  /// Runs on every fresh connection before ordinary calls are sent.
  public var prepare: (@Sendable (RPCPreparation) async throws(RPCError) -> Void)?
  /// Between the starts of two candidates.
  public var stagger: Duration = .milliseconds(250)
  /// Slice of `sock_connectwait`, after which the reasons to stop are looked at.
  public var connectSlice: Duration = .seconds(2)
  /// Time for one candidate, handshake and proof included.
  public var candidateLimit: Duration = .seconds(30)
  /// `connect()` gives up after this time; nil: as long as calls wait.
  public var connectDeadline: Duration? = .seconds(60)
  /// Pause between searches: the second one waits the lower bound, later ones up to the upper.
  public var reconnectDelay: ClosedRange<Duration> = .milliseconds(100)...(.seconds(10))

  // Patience.
  public var recovery = RPCRecovery.hard
  /// First retransmission time-out of datagrams.
  public var initialTimeout: Duration = .seconds(1)
  /// Silence before "not responding"; zero disables the message.
  public var notRespondingAfter: Duration = .seconds(12)
  /// Between two such messages.
  public var notRespondingRepeat: Duration = .seconds(30)
  /// Silence after which the server is dead for good; nil: never.
  public var deadTimeout: Duration?
  /// Silence on a stream after which a zero-length send looks for an error.
  public var pokeAfter: Duration = .seconds(3)
  /// Unacknowledged data, or an idle peer that answers no probe, breaks a stream after this time.
  public var peerTimeout: Duration = .seconds(60)

  /// Seed for jitter, ports and transaction numbers; nil takes the clock.
  public var seed: UInt64?

  public init() {}

  /// The most usual settings.
  public init(
    transport: RPCTransportKind = .tcp, connections: Int = 1,
    reservedPort: RPCReservedPort = .no, recovery: RPCRecovery = .hard
  ) {
    self.transport = transport
    self.connections = connections
    self.reservedPort = reservedPort
    self.recovery = recovery
  }
}

/// Connections a client may have, as on Linux.
let maximumConnections = 16

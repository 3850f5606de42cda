// SPDX-License-Identifier: Apache-2.0
// A connection to a server: what it holds, and the phases it goes through.

internal import SocketKPI
internal import Synchronization
internal import SystemPackage
internal import Wire

/// One connection of a client, with its reconnects.
///
/// Everything here belongs to the dispatcher's thread, without locks; other threads leave calls in
/// the inbox. The socket changes with every reconnect; the calls, their numbers and their order
/// stay.
///
/// Its upcalls and timers hold it until `close()`. Nothing refers to it weakly: a weak reference
/// makes every other one dearer.
@usableFromInline
final class RPCConnection: @unchecked Sendable {
  enum Phase: Equatable {
    /// No connection, and nobody needs one.
    case idle
    /// Finding addresses, connecting.
    case searching
    /// Connected; proof and preparation under way.
    case preparing
    /// Ordinary calls go out.
    case ready
    /// The pause between two searches.
    case waiting
    /// Silent for too long; for good.
    case dead
    case closed
  }

  let index: Int
  let target: RPCTarget
  let configuration: RPCConfiguration
  let dispatcher: Dispatcher
  let events: EventBroadcast

  /// Calls from other threads, and whether the dispatcher has been told.
  let inbox = Mutex<[PendingCall]>([])
  /// Unanswered calls, readable from any thread: what the client balances by.
  let load = Atomic<Int>(0)

  /// Nanoseconds a call has when it says nothing; the maximum for no limit.
  let defaultDeadline: Int64

  var phase = Phase.idle
  var socket: KernelSocket?
  /// Grows with every socket and every search, so that old news is told apart.
  var epoch = 0

  // Calls.
  var table: PendingTable
  var queue = SendQueue()
  var setupQueue = SendQueue()
  var freeCalls: [PendingCall] = []
  var nextSequence: UInt64 = 0
  var inFlight = 0
  /// Calls in flight after the last batch of work.
  var usualDepth = 0
  var bytesInFlight = 0
  /// Unanswered calls that want a large payload placed.
  var largeSinks = 0
  var batch = OutboundBatch()
  var isFlushRequested = false
  var reader: RecordReader
  /// The longest record that a call of this connection may be answered with.
  var recordLimit = 0
  /// The call whose payload is being received into its place.
  var placing: PendingCall?
  /// Nothing is received until what was received has been looked at.
  var isPaused = false
  /// The last receive found nothing: news will be announced.
  var isDry = false
  /// Bytes that have to come before the socket is looked at.
  var gathered = 1
  /// Time of the batch that is being worked on.
  var batchTime: MonotonicTime?

  // Timers.
  var wheel: TimingWheel
  var armedTimer: (timer: DispatcherTimer, at: MonotonicTime)?
  var isHousekeeping = false
  var estimator: RoundTripEstimator
  var window = CongestionWindow()
  var responsiveness: Responsiveness
  var lastReceived = MonotonicTime.now()

  // Connecting.
  var search: ConnectSearch?
  var resolveStop: StopToken?
  /// Ends a candidate that takes too long to be proved and prepared.
  var examination: DispatcherTimer?
  var backoff: Backoff
  var random: SplitMix
  var searchingSince: MonotonicTime?
  var peer: SocketAddress?
  /// Set on every socket; may change while the client lives.
  var trafficClass: TrafficClass?
  var sourcePort: UInt16 = 0
  var isFromReservedPort = false
  var hasConnected = false
  var lastFailure: RPCUnreachable?
  var waiters: [ConnectWaiter] = []
  var garbageRecords = 0

  var statistics = RPCStatistics()
  /// Procedures in the order of their rows in the statistics.
  private var rows: [RPCProcedure] = []

  /// Objects kept for the next calls.
  static let maximumFreeCalls = 4096
  /// Garbage records in a row that a connection survives.
  static let maximumGarbageRecords = 8

  init(
    index: Int, target: RPCTarget, configuration: RPCConfiguration, dispatcher: Dispatcher,
    events: EventBroadcast, seed: UInt64
  ) {
    self.index = index
    self.target = target
    self.configuration = configuration
    self.dispatcher = dispatcher
    self.events = events
    trafficClass = configuration.trafficClass
    defaultDeadline = configuration.callDeadline.map(\.wholeNanoseconds) ?? .max
    var random = SplitMix(seed: seed)
    table = PendingTable(firstXID: UInt32(truncatingIfNeeded: random.next()))
    let now = MonotonicTime.now()
    wheel = TimingWheel(capacity: table.capacity, now: now)
    reader = RecordReader(maximumRecord: 0)
    estimator = RoundTripEstimator(initial: configuration.initialTimeout)
    responsiveness = Responsiveness(
      initialDelay: configuration.notRespondingAfter,
      repeatDelay: configuration.notRespondingRepeat, deadTimeout: configuration.deadTimeout,
      now: now)
    backoff = Backoff(
      first: configuration.reconnectDelay.lowerBound,
      limit: configuration.reconnectDelay.upperBound, seed: random.next())
    self.random = random
  }

  var isStream: Bool { configuration.transport == .tcp }

  /// The time of the batch; read from the clock at most once per batch.
  func now() -> MonotonicTime {
    if let batchTime { return batchTime }
    return MonotonicTime.now()
  }

  func tell(_ kind: RPCEvent.Kind) {
    events.send(RPCEvent(connection: index, kind: kind))
  }

  /// The statistics' row of a procedure. A client uses a few dozen: a search beats a hash.
  func row(of procedure: RPCProcedure) -> Int {
    for index in rows.indices where rows[index] == procedure { return index }
    rows.append(procedure)
    return statistics.row(procedure)
  }

  /// A time that need not be exact: when a call was submitted. Deadlines are rounded up by more
  /// than its error.
  func roughly() -> MonotonicTime { batchTime ?? .coarse() }

  /// Whether calls wait for this connection to become usable.
  var isWanted: Bool { table.count > 0 || !waiters.isEmpty }
}

/// Somebody who waits for a connection to become usable.
struct ConnectWaiter: Sendable {
  var identity: UInt64
  /// Fails with the first search that fails, instead of going on.
  var failsFast: Bool
  var resume: @Sendable (RPCError.Reason?) -> Void
}

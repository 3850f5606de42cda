// SPDX-License-Identifier: Apache-2.0
// The client: one server, one or more connections.

public import SocketKPI
internal import Synchronization
public import SystemPackage

/// A client of one server.
///
/// It connects when the first call needs it, and again whenever the connection is lost and calls
/// wait. Calls may be made from any thread and any task; those of a task that runs on
/// `taskExecutor` cost no thread switch.
public final class RPCClient: Sendable {
  public let target: RPCTarget
  public let configuration: RPCConfiguration
  let connections: [RPCConnection]
  let broadcast = EventBroadcast()
  let blocking: BlockingPool
  private let waiterNumbers = Atomic<UInt64>(0)

  /// A client; nothing is sent yet.
  public init(target: RPCTarget, configuration: RPCConfiguration = RPCConfiguration()) {
    self.target = target
    self.configuration = configuration
    let dispatcher = configuration.dispatcher ?? Dispatcher.next()
    let seed =
      configuration.seed ?? UInt64(bitPattern: MonotonicTime.now().nanoseconds)
    var random = SplitMix(seed: seed)
    let count = min(max(configuration.connections, 1), maximumConnections)
    connections = (0..<count).map { [broadcast] index in
      RPCConnection(
        index: index, target: target, configuration: configuration, dispatcher: dispatcher,
        events: broadcast, seed: random.next())
    }
    blocking = BlockingPool(target: target, configuration: configuration, seed: random.next())
  }

  deinit {
    for connection in connections { connection.dispatcher.perform { connection.close() } }
    blocking.close()
    broadcast.finish()
  }

  /// Where replies are handled. A task that prefers this executor gets its replies without a thread
  /// switch.
  public var taskExecutor: Dispatcher { connections[0].dispatcher }

  /// What happens to the connections from now on. Every use is a stream of its own.
  public var events: AsyncStream<RPCEvent> { broadcast.stream() }

  /// The connection for a call: bulk keeps off the first one, and goes where least waits.
  @usableFromInline
  func connection(for priority: RPCPriority) -> RPCConnection {
    guard connections.count > 1, priority == .bulk else { return connections[0] }
    var best = connections[1]
    var least = Int.max
    for connection in connections.dropFirst() {
      let load = connection.load.load(ordering: .relaxed)
      if load < least { (best, least) = (connection, load) }
    }
    return best
  }

  /// Waits until the first connection is usable; calls do that by themselves.
  ///
  /// - Parameters:
  ///   - failingFast: report the first search in which no address worked, instead of searching
  ///     again.
  /// - Throws: `.unreachable` with what every address said, `.timedOut` after `connectDeadline`,
  ///   `.cancelled`.
  public func connect(failingFast: Bool = false) async throws(RPCError) {
    let connection = connections[0]
    let identity = waiterNumbers.add(1, ordering: .relaxed).newValue
    let limit = configuration.connectDeadline
    let outcome: RPCError.Reason? = await withTaskCancellationHandler {
      await Suspension<RPCError.Reason?>.wait { suspension in
        let waiter = ConnectWaiter(identity: identity, failsFast: failingFast) {
          suspension.resume($0)
        }
        connection.dispatcher.perform {
          connection.addWaiter(waiter)
          guard let limit else { return }
          connection.dispatcher.schedule(after: limit) {
            let reason: RPCError.Reason =
              connection.lastFailure.map { .unreachable($0) } ?? .timedOut(limit)
            connection.removeWaiter(identity, reason)
          }
        }
        // A cancellation from before the waiter was in line has found nobody to remove.
        if Task.isCancelled {
          connection.dispatcher.perform { connection.removeWaiter(identity, .cancelled) }
        }
      }
    } onCancel: {
      connection.dispatcher.perform { connection.removeWaiter(identity, .cancelled) }
    }
    let null = RPCProcedure(
      program: configuration.verify?.program ?? 0, version: configuration.verify?.version ?? 0,
      procedure: 0)
    if let outcome { throw RPCError(outcome, call: RPCCallID(xid: 0, procedure: null)) }
  }

  /// Ends every connection. Calls under way fail with `.closed`, and so does every later one.
  public func close() async {
    for connection in connections {
      await Suspension<Void>.wait { suspension in
        connection.dispatcher.perform {
          connection.close()
          suspension.resume(())
        }
      }
    }
    blocking.close()
    broadcast.finish()
  }

  /// Puts every connection into another traffic class, now and after every reconnect.
  ///
  /// - Throws: what the socket says; the class is kept for the next connection all the same.
  public func setTrafficClass(_ trafficClass: TrafficClass) async throws(Errno) {
    var failure: Errno?
    for connection in connections {
      let code: Errno? = await onConnection(connection) { connection in
        connection.trafficClass = trafficClass
        do throws(Errno) {
          try connection.socket?.setTrafficClass(trafficClass)
          return nil
        } catch {
          return error
        }
      }
      failure = failure ?? code
    }
    if let failure { throw failure }
  }

  /// The traffic class of the socket that a connection uses now; nil while there is none.
  public func trafficClass(ofConnection index: Int = 0) async -> TrafficClass? {
    await onConnection(connections[index]) { $0.socket?.trafficClass }
  }

  /// The address that a connection uses now; nil while there is none.
  public func peer(ofConnection index: Int = 0) async -> SocketAddress? {
    await onConnection(connections[index]) { $0.socket == nil ? nil : $0.peer }
  }

  /// The socket of a connection, to read its state; nil while there is none. Sending or receiving on
  /// it would break the connection.
  public func socket(ofConnection index: Int = 0) async -> KernelSocket? {
    await onConnection(connections[index]) { $0.socket }
  }

  /// Whether the calls leave from a port below 1024.
  public var usesReservedPort: Bool {
    get async { await onConnection(connections[0]) { $0.isFromReservedPort } }
  }

  /// Counts since the client was made, over all connections.
  public var statistics: RPCStatistics {
    get async {
      var sum = blocking.statistics
      for connection in connections {
        let one = await onConnection(connection) { connection in
          var copy = connection.statistics
          copy.pending = connection.table.count
          return copy
        }
        sum.merge(one)
      }
      return sum
    }
  }

  /// Notes that the meaning of a reply had to be guessed, since the call was sent twice.
  public func noteGuess(_ procedure: RPCProcedure, connection index: Int) {
    let connection = connections[min(max(index, 0), connections.count - 1)]
    connection.dispatcher.perform {
      connection.statistics.procedures[connection.row(of: procedure)].guesses += 1
    }
  }

  private func onConnection<Value: Sendable>(
    _ connection: RPCConnection, _ body: @escaping @Sendable (RPCConnection) -> Value
  ) async -> Value {
    await Suspension<Value>.wait { suspension in
      connection.dispatcher.perform { suspension.resume(body(connection)) }
    }
  }
}

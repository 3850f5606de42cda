// SPDX-License-Identifier: Apache-2.0
// Recognising calls that were sent again, so that they are not executed again.

internal import SocketKPI
internal import Synchronization
internal import Wire

/// Replies to recent calls of procedures that must not run twice.
///
/// A call is known by its xid, its sender's address and port, what it calls, and a checksum of its
/// first bytes: a client that starts its numbers anew is not answered with somebody else's reply.
/// Not every client can keep its port when it connects again; once its connection has ended, a
/// call is known for a while without the port.
final class DuplicateRequestCache: Sendable {
  /// Bytes of a call that the checksum covers.
  static let checksumBytes = 256
  /// Seconds after the end of a connection in which its client may come back from another port.
  static let reconnectSeconds: Int64 = 120

  struct Key: Hashable {
    var xid: UInt32
    var program: UInt32
    var version: UInt32
    var procedure: UInt32
    var peer: SocketAddress
    var checksum: UInt64

    /// The same call from whichever port.
    fileprivate var fromAnyPort: Key {
      var copy = self
      copy.peer = peer.with(port: 0)
      return copy
    }
  }

  enum Answer {
    /// Never seen: execute it, and call `finish` or `forget`.
    case new
    /// Being executed: the reply follows when it has been.
    case inProgress
    /// The reply that was sent before.
    case known(ServerMessage)
  }

  private struct Entry {
    var reply: ServerMessage?
    var bytes = 0
    /// Where the call was repeated last while it was being executed.
    var waiting: RPCServerConnection?
  }

  /// An entry whose connection has ended.
  private struct Orphan {
    var key: Key
    var end: MonotonicTime
  }

  private struct State {
    var entries: [Key: Entry] = [:]
    /// By their keys without a port.
    var orphans: [Key: Orphan] = [:]
    var order: [Key] = []
    var first = 0
    var bytes = 0

    /// Under which key a call is known.
    func known(_ key: Key) -> Key? {
      if entries[key] != nil { return key }
      guard let orphan = orphans[key.fromAnyPort], orphan.end > .coarse(),
        entries[orphan.key] != nil
      else { return nil }
      return orphan.key
    }

    mutating func remove(_ key: Key) {
      guard let entry = entries.removeValue(forKey: key) else { return }
      bytes -= entry.bytes
      if orphans[key.fromAnyPort]?.key == key { orphans[key.fromAnyPort] = nil }
    }
  }

  private let maximumEntries: Int
  private let maximumBytes: Int
  private let state = Mutex(State())

  init(maximumEntries: Int, maximumBytes: Int) {
    self.maximumEntries = max(maximumEntries, 1)
    self.maximumBytes = maximumBytes
  }

  /// Looks a call up, and notes that it is being executed when it is new.
  ///
  /// - Parameter connection: where the reply is to go in case the call is being executed.
  func begin(_ key: Key, on connection: RPCServerConnection? = nil) -> Answer {
    state.withLock { state in
      if let known = state.known(key), let entry = state.entries[known] {
        if let reply = entry.reply { return .known(reply) }
        state.entries[known]?.waiting = connection
        return .inProgress
      }
      state.entries[key] = Entry()
      state.order.append(key)
      trim(&state)
      return .new
    }
  }

  /// Keeps the reply of a call that was executed.
  ///
  /// - Returns: the connection on which it was repeated meanwhile.
  @discardableResult
  func finish(_ key: Key, _ reply: ServerMessage) -> RPCServerConnection? {
    state.withLock { state in
      guard let entry = state.entries[key] else { return nil }
      state.entries[key] = Entry(reply: reply, bytes: reply.byteCount)
      state.bytes += reply.byteCount
      trim(&state)
      return entry.waiting
    }
  }

  /// The call was not executed after all.
  func forget(_ key: Key) { state.withLock { $0.remove(key) } }

  /// A connection has ended: its client may come back from another port.
  func connectionEnded(_ peer: SocketAddress) {
    let end = MonotonicTime.coarse() + .seconds(Self.reconnectSeconds)
    state.withLock { state in
      for key in state.entries.keys where key.peer == peer {
        state.orphans[key.fromAnyPort] = Orphan(key: key, end: end)
      }
    }
  }

  /// Entries kept now.
  var count: Int { state.withLock { $0.entries.count } }

  private func trim(_ state: inout State) {
    while state.entries.count > maximumEntries || state.bytes > maximumBytes,
      state.first < state.order.count
    {
      state.remove(state.order[state.first])
      state.first += 1
    }
    if state.first > maximumEntries {
      state.order.removeFirst(state.first)
      state.first = 0
    }
  }

  /// A checksum of the first bytes of a call (FNV-1a).
  static func checksum(_ record: RawSpan) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for offset in 0..<min(record.byteCount, checksumBytes) {
      hash = (hash ^ UInt64(record.byte(at: offset))) &* 0x0000_0100_0000_01b3
    }
    return hash
  }
}

/// A reply as it goes out: record mark, header and results, and perhaps a payload.
struct ServerMessage: Sendable {
  var record: XDRWriter
  var payload: RPCPayload?

  var byteCount: Int { record.count + (payload.map { $0.range.count + $0.padding } ?? 0) }
}

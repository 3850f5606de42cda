// SPDX-License-Identifier: Apache-2.0
// Recognising calls that were sent again, so that they are not executed again.

internal import SocketKPI
internal import Synchronization
internal import Wire

/// Replies to recent calls of procedures that must not run twice.
///
/// A call is known by its xid, its sender's address, what it calls, and a checksum of its first
/// bytes: a client that starts its numbers anew is not answered with somebody else's reply.
final class DuplicateRequestCache: Sendable {
  /// Bytes of a call that the checksum covers.
  static let checksumBytes = 256

  struct Key: Hashable {
    var xid: UInt32
    var program: UInt32
    var version: UInt32
    var procedure: UInt32
    var peer: SocketAddress
    var checksum: UInt64
  }

  enum Answer {
    /// Never seen: execute it, and call `finish` or `forget`.
    case new
    /// Being executed: drop the repetition.
    case inProgress
    /// The reply that was sent before.
    case known(ServerMessage)
  }

  private struct Entry {
    var reply: ServerMessage?
    var bytes: Int
  }

  private struct State {
    var entries: [Key: Entry] = [:]
    var order: [Key] = []
    var first = 0
    var bytes = 0
  }

  private let maximumEntries: Int
  private let maximumBytes: Int
  private let state = Mutex(State())

  init(maximumEntries: Int, maximumBytes: Int) {
    self.maximumEntries = max(maximumEntries, 1)
    self.maximumBytes = maximumBytes
  }

  /// Looks a call up, and notes that it is being executed when it is new.
  func begin(_ key: Key) -> Answer {
    state.withLock { state in
      if let entry = state.entries[key] {
        return entry.reply.map { .known($0) } ?? .inProgress
      }
      state.entries[key] = Entry(reply: nil, bytes: 0)
      state.order.append(key)
      trim(&state)
      return .new
    }
  }

  /// Keeps the reply of a call that was executed.
  func finish(_ key: Key, _ reply: ServerMessage) {
    state.withLock { state in
      guard state.entries[key] != nil else { return }
      state.entries[key] = Entry(reply: reply, bytes: reply.byteCount)
      state.bytes += reply.byteCount
      trim(&state)
    }
  }

  /// The call was not executed after all.
  func forget(_ key: Key) {
    state.withLock { state in
      if let entry = state.entries.removeValue(forKey: key) { state.bytes -= entry.bytes }
    }
  }

  /// Entries kept now.
  var count: Int { state.withLock { $0.entries.count } }

  private func trim(_ state: inout State) {
    while state.entries.count > maximumEntries || state.bytes > maximumBytes,
      state.first < state.order.count
    {
      let key = state.order[state.first]
      state.first += 1
      if let entry = state.entries.removeValue(forKey: key) { state.bytes -= entry.bytes }
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

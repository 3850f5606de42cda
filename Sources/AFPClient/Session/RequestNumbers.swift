// SPDX-License-Identifier: Apache-2.0
// Request ids, and a mirror of the server's replay cache.

internal import Wire

/// Hands out request ids such that no new request can be answered from the server's replay cache.
///
/// The server remembers, per slot `id mod size`, the id, the command byte and the result of the last
/// AFP command there; a request that repeats both is answered without being carried out. Writes do not
/// refresh the slots, so after 65,536 requests of which nearly all are writes an old success could
/// answer a new FPSyncFork. Mirroring the slots here tells which ids to skip.
struct RequestNumbers: Equatable {
  private struct Entry: Equatable {
    var id: UInt16
    var command: AFPCommand
  }

  private var next: UInt16
  private var slots: [Entry?]

  /// - Parameters:
  ///   - replayCacheSize: requests the server remembers; nil when it has no cache.
  init(startingAt first: UInt16 = 1, replayCacheSize: Int? = nil) {
    next = first
    slots = Array(repeating: nil, count: max(0, replayCacheSize ?? 0))
  }

  /// Requests the server remembers, or nil without a cache.
  var cacheSize: Int? { slots.isEmpty ? nil : slots.count }

  /// A server with nothing remembered, counting on from the present id.
  mutating func forgetReplies(replayCacheSize: Int?) {
    slots = Array(repeating: nil, count: max(0, replayCacheSize ?? 0))
  }

  /// The next id for a request.
  ///
  /// - Parameters:
  ///   - command: the AFP command when it travels as DSICommand; nil for everything else, which the
  ///     cache does not look at.
  ///   - isTaken: ids of requests that are still unanswered.
  mutating func take(for command: AFPCommand?, isTaken: (UInt16) -> Bool) -> UInt16 {
    while true {
      let id = next
      next &+= 1
      if isTaken(id) || isRemembered(id, command) { continue }
      if let command { record(id, command) }
      return id
    }
  }

  /// True when the server would answer this pair from its cache.
  func isRemembered(_ id: UInt16, _ command: AFPCommand?) -> Bool {
    guard let command, !slots.isEmpty else { return false }
    return slots[Int(id) % slots.count] == Entry(id: id, command: command)
  }

  /// Notes that the server will remember this command.
  mutating func record(_ id: UInt16, _ command: AFPCommand) {
    guard !slots.isEmpty else { return }
    slots[Int(id) % slots.count] = Entry(id: id, command: command)
  }

  /// True while one more request cannot push an unanswered command out of the server's cache.
  ///
  /// - Parameters:
  ///   - oldest: the id of the oldest unanswered command that must be replayed with its own id.
  func keepsReplayable(_ oldest: UInt16?) -> Bool {
    guard let oldest, !slots.isEmpty else { return true }
    return Int(next &- oldest) < slots.count
  }

  /// Counts on from where another set of numbers stands.
  mutating func continueCounting(from other: RequestNumbers) { next = other.next }
}

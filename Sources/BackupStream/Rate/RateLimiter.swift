// SPDX-License-Identifier: Apache-2.0
// One limit for everything that goes to a target or comes from it.

internal import Synchronization

/// A limit shared by everything that is sent to, or read from, a target.
///
/// What is sent is counted as a request of the protocol with the headers around it, by an estimate
/// from above.
public final class RateLimiter: Sendable {
  /// The least rate, in bytes per second: a window of 100 ms has room for one operation.
  public static let minimumRate: UInt64 = 32 << 10
  /// What a request weighs besides its data.
  static let requestBytes = 300
  /// What an operation without data weighs: a path is looked up name by name.
  static let operationBytes = 3000
  /// Data in one packet of TCP over Ethernet, at least, and the headers around it.
  static let packetDataBytes = 1400
  static let packetHeaderBytes = 78

  private struct State {
    var window: RateWindow
    var answers = 0
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  private let clock: any BackupClock
  private let state: Mutex<State>
  public let rate: UInt64

  /// - Parameter bytesPerSecond: raised to `minimumRate` if it is less.
  public init(bytesPerSecond: UInt64, clock: any BackupClock = HostClock()) {
    rate = max(bytesPerSecond, Self.minimumRate)
    state = Mutex(State(window: RateWindow(rate: rate)))
    self.clock = clock
  }

  /// Bytes of data to send in one request, and for a target to give to the network at once.
  public var pieceBytes: Int {
    let room = state.withLock(\.window.pieceBytes) - Self.requestBytes - Self.packetHeaderBytes
    return room * Self.packetDataBytes / (Self.packetDataBytes + Self.packetHeaderBytes)
  }

  /// - Parameter data: bytes of data; 0 for an operation without.
  static func weight(data: Int) -> Int {
    guard data > 0 else { return operationBytes }
    let packets = (data + packetDataBytes - 1) / packetDataBytes
    return requestBytes + data + packets * packetHeaderBytes
  }

  /// Waits until a request with so much data, or an operation without, may be sent, and sends it.
  ///
  /// - Parameter request: returns when it has been answered.
  /// - Throws: `CancellationError` before the request; what the request throws.
  func send<Result>(data bytes: Int, _ request: () async throws -> Result) async throws -> Result {
    let weight = Self.weight(data: bytes)
    try await admit(weight)
    defer { answer(weight) }
    return try await request()
  }

  private func admit(_ weight: Int) async throws {
    while true {
      try Task.checkCancellation()
      let (verdict, answers) = state.withLock { state in
        (state.window.admit(weight, now: clock.now), state.answers)
      }
      switch verdict {
      case .now: return
      case .notBefore(let moment): try await clock.sleep(until: moment)
      case .afterAnAnswer: await nextAnswer(after: answers)
      }
    }
  }

  /// Everything under way is answered or fails, so this ends, in a cancelled task too.
  private func nextAnswer(after answers: Int) async {
    await withCheckedContinuation { continuation in
      let isThere = state.withLock { state in
        if state.answers == answers { state.waiters.append(continuation) }
        return state.answers != answers
      }
      if isThere { continuation.resume() }
    }
  }

  private func answer(_ weight: Int) {
    let waiters = state.withLock { state in
      state.window.answer(weight, now: clock.now)
      state.answers += 1
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.resume() }
  }
}

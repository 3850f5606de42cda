// SPDX-License-Identifier: Apache-2.0
// Which address is tried when: a race with a stagger. Decisions only; sockets are elsewhere.

/// The search for a usable address. Every address is tried once per search.
///
/// A connected candidate is examined (the NULL call, the preparation); the others stay in reserve
/// until it has passed.
struct ConnectRace {
  enum Action: Equatable {
    /// Begin a connect to this address.
    case start(Int)
    /// Call `staggerElapsed` after the stagger, with this number.
    case stagger(Int)
    /// Examine this connected candidate.
    case examine(Int)
    /// Every candidate failed.
    case giveUp
  }

  /// Candidates that may be under way at once.
  static let width = 4

  private let count: Int
  private var next = 0
  private var connecting = 0
  private var reserve: [Int] = []
  private var examined: Int?
  private var timer = 0

  init(count: Int) { self.count = count }

  /// Begins the search.
  mutating func begin() -> [Action] {
    guard count > 0 else { return [.giveUp] }
    return startNext()
  }

  /// The stagger with this number has passed; an old number is ignored.
  mutating func staggerElapsed(_ number: Int) -> [Action] {
    guard number == timer, next < count else { return [] }
    return startNext()
  }

  /// A candidate is connected.
  mutating func connected(_ candidate: Int) -> [Action] {
    connecting -= 1
    guard examined == nil else {
      reserve.append(candidate)
      return []
    }
    examined = candidate
    return [.examine(candidate)]
  }

  /// A connect failed.
  mutating func failed(_ candidate: Int) -> [Action] {
    connecting -= 1
    return proceed()
  }

  /// The candidate under examination was refused or did not pass.
  mutating func rejected() -> [Action] {
    examined = nil
    if !reserve.isEmpty {
      let candidate = reserve.removeFirst()
      examined = candidate
      return [.examine(candidate)]
    }
    return proceed()
  }

  /// A failure makes room: the next address need not wait for the stagger.
  private mutating func proceed() -> [Action] {
    if next < count { return startNext() }
    return connecting == 0 && examined == nil ? [.giveUp] : []
  }

  private mutating func startNext() -> [Action] {
    guard connecting < Self.width else { return [] }
    let candidate = next
    next += 1
    connecting += 1
    timer += 1
    return next < count ? [.start(candidate), .stagger(timer)] : [.start(candidate)]
  }
}

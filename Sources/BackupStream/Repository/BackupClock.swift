// SPDX-License-Identifier: Apache-2.0
// Time as the backup sees it, so that tests can own it.

/// A clock that only goes forward.
public protocol BackupClock: Sendable {
  /// Time since some fixed moment.
  var now: Duration { get }
  func sleep(until moment: Duration) async throws
}

/// The host's clock.
public struct HostClock: BackupClock {
  private let start = ContinuousClock.now

  public init() {}

  public var now: Duration { ContinuousClock.now - start }

  public func sleep(until moment: Duration) async throws {
    try await ContinuousClock().sleep(until: start + moment)
  }
}

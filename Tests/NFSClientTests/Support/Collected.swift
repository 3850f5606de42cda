// SPDX-License-Identifier: Apache-2.0
// A set that concurrent callbacks fill.

import SocketKPI

/// Texts seen so far.
final class Collected: Sendable {
  private let texts = Locked<Set<String>>([])

  /// - Returns: false when it was there.
  func insert(_ text: String) -> Bool { texts.withLock { $0.insert(text).inserted } }

  func contains(_ text: String) -> Bool { texts.withLock { $0.contains(text) } }

  var all: Set<String> { texts.withLock { $0 } }
}

// SPDX-License-Identifier: Apache-2.0
// Background transport of the process: the switch, and the paths that are known.

import Synchronization

/// The switch of the background controller.
///
/// Sockets of a background class, or with the background flag, keep their marks and their class either
/// way; the controller makes the class have an effect on networks that ignore marks.
public enum BackgroundTransport {
  private static let isOff = Atomic<Bool>(environment("KPI_BACKGROUND") == "off")

  /// Whether new background connections are paced. On, unless `KPI_BACKGROUND=off` is set.
  public static var isEnabled: Bool {
    get { !isOff.load(ordering: .relaxed) }
    set { isOff.store(!newValue, ordering: .relaxed) }
  }

  /// Paths whose base delay and capacity are remembered: two for each destination.
  private static let maximumPaths = 512

  private struct Key: Hashable {
    var peer: SocketAddress
    var receiving: Bool
  }
  private static let paths = Locked<[Key: BackgroundPath]>([:])

  static func path(
    to peer: SocketAddress, receiving: Bool, dispatcher: Dispatcher
  ) -> BackgroundPath {
    let key = Key(peer: peer.with(port: 0), receiving: receiving)
    return paths.withLock { paths in
      if let known = paths[key] { return known }
      let path = BackgroundPath(
        receiving ? .receiving : HushParameters(), receiving: receiving, dispatcher: dispatcher)
      if paths.count >= maximumPaths { paths = paths.filter { !$0.value.isEmpty } }
      paths[key] = path
      return path
    }
  }
}

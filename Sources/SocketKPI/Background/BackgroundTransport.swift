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

  /// Destinations whose base delay and capacity are remembered.
  private static let maximumPaths = 256

  private struct Paths {
    var sending: [SocketAddress: BackgroundPath] = [:]
    var receiving: [SocketAddress: BackgroundPath] = [:]
  }
  private static let paths = Locked(Paths())

  static func path(
    to peer: SocketAddress, receiving: Bool, dispatcher: Dispatcher
  ) -> BackgroundPath {
    let key = peer.with(port: 0)
    return paths.withLock { paths in
      let known = receiving ? paths.receiving[key] : paths.sending[key]
      if let known { return known }
      let path = BackgroundPath(
        receiving ? .receiving : HushParameters(), receiving: receiving, dispatcher: dispatcher)
      if receiving {
        if paths.receiving.count >= maximumPaths {
          paths.receiving = paths.receiving.filter { !$0.value.isEmpty }
        }
        paths.receiving[key] = path
      } else {
        if paths.sending.count >= maximumPaths {
          paths.sending = paths.sending.filter { !$0.value.isEmpty }
        }
        paths.sending[key] = path
      }
      return path
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
// Where the mount service of a server was found last time.

import Synchronization

/// Remembers ports between mounts of one process, so that rpcbind is asked once.
///
/// An entry is a hint: whoever finds it wrong forgets it and asks again.
final class PortCache: Sendable {
  enum Place: Equatable, Sendable {
    /// The NFS port answers for the mount program too.
    case nfsPort
    case port(UInt16)
  }

  static let shared = PortCache()
  /// Servers remembered at most.
  static let maximumServers = 256

  private let places = Mutex<[String: Place]>([:])

  subscript(server: String) -> Place? { places.withLock { $0[server] } }

  func remember(_ place: Place, for server: String) {
    places.withLock { places in
      if places.count >= PortCache.maximumServers, places[server] == nil { places.removeAll() }
      places[server] = place
    }
  }

  func forget(_ server: String) { places.withLock { _ = $0.removeValue(forKey: server) } }
}

// SPDX-License-Identifier: Apache-2.0
// Exports below the mounted one: a path that leads into one goes on in it.

import Synchronization
import Wire

/// Where other exports of the same server hang below a mount.
///
/// A server shows an empty directory there, or what its file system has under the other one. A handle
/// tells the server which export it belongs to, so that the connection serves all of them.
struct NestedExports: Sendable {
  /// Nested exports that are mounted at most; the rest stay as the server shows them.
  static let maximumCount = 64

  private(set) var paths: [NFS3Path] = []
  private var roots: [NFSPlace: NFS3FileHandle] = [:]
  private var directories: Set<NFS3FileHandle> = []

  mutating func add(_ root: NFS3FileHandle, at place: NFSPlace, path: NFS3Path) {
    roots[place] = root
    directories.insert(place.directory)
    paths.append(path)
  }

  func root(_ name: NFS3Name, in directory: NFS3FileHandle) -> NFS3FileHandle? {
    guard !roots.isEmpty, directories.contains(directory) else { return nil }
    return roots[NFSPlace(directory: directory, name: name)]
  }

  func isRoot(_ file: NFS3FileHandle) -> Bool { roots.values.contains(file) }

  /// The roots that stand in the place of names of a directory.
  func roots(in directory: NFS3FileHandle) -> [NFS3Name: NFS3FileHandle] {
    guard directories.contains(directory) else { return [:] }
    let covering = roots.filter { $0.key.directory == directory }
    return Dictionary(uniqueKeysWithValues: covering.map { ($0.key.name, $0.value) })
  }
}

extension NFSMount {
  /// Mounts what the server exports below this mount. What cannot be mounted stays as it is shown.
  ///
  /// - Parameter exports: everything that the server exports.
  func mountNested(_ exports: [NFS3Path]) async {
    let own = exportPath.components
    let below = exports.filter {
      $0.components.count > own.count && $0.components.starts(with: own)
    }
    .sorted { $0.components.count < $1.components.count }
    for export in below.prefix(NestedExports.maximumCount) {
      let path = NFS3Path(joining: export.components.dropFirst(own.count))
      guard let place = try? await locatePlace(path, isFresh: false),
        let root = try? await service.mount(export)
      else { continue }
      state.withLock { $0.nested.add(root, at: place, path: export) }
    }
  }
}

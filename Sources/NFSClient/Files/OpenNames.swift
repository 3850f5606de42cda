// SPDX-License-Identifier: Apache-2.0
// The names that files are open by here, so that removing any other name needs no question.

import Wire

/// Says whether a name may be that of an open file without asking the server.
struct OpenNames: Sendable {
  private var files: [NFSPlace: NFS3FileHandle] = [:]
  private var places: [NFS3FileHandle: NFSPlace] = [:]
  /// Open files that may have names not known here: opened by handle, or with several names.
  private var strays: Set<NFS3FileHandle> = []

  /// Whether removing the name may take an open file away.
  func mayName(_ place: NFSPlace) -> Bool { !strays.isEmpty || files[place] != nil }

  /// A file is being opened.
  ///
  /// - Parameters:
  ///   - place: the name it was found or made by; nil when that is not known.
  ///   - linkCount: how many names the server says it has.
  mutating func open(_ file: NFS3FileHandle, at place: NFSPlace?, linkCount: UInt32) {
    guard let place, linkCount < 2, strays.isEmpty || !strays.contains(file) else {
      return stray(file)
    }
    if let known = places.updateValue(place, forKey: file), known != place {
      places[file] = known
      return stray(file)
    }
    // Somebody else has put another file under this name.
    if let former = files.updateValue(file, forKey: place), former != file {
      stray(former)
      files[place] = file
    }
  }

  /// An open file was renamed here.
  mutating func move(_ file: NFS3FileHandle, from source: NFSPlace, to target: NFSPlace) {
    guard places[file] == source else { return stray(file) }
    close(file)
    open(file, at: target, linkCount: 1)
  }

  /// An open file has, or may have, names that are not known here.
  mutating func stray(_ file: NFS3FileHandle) {
    close(file)
    strays.insert(file)
  }

  /// The last user has closed the file.
  mutating func close(_ file: NFS3FileHandle) {
    if let place = places.removeValue(forKey: file) { files[place] = nil }
    if !strays.isEmpty { strays.remove(file) }
  }
}

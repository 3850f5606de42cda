// SPDX-License-Identifier: Apache-2.0
// Which names are names of one file.

internal import HostFS

/// Remembers files with several names until the last of them has been met.
struct HardLinkTable {
  private struct Known {
    var path: TreePath
    var namesLeft: UInt32
  }

  private var files: [FileIdentity: Known] = [:]

  enum Answer: Equatable {
    /// The file has one name, or this is the first of several.
    case first
    /// The file was met at this path.
    case another(of: TreePath)
    /// There is no room to remember more files.
    case unknown
  }

  /// Looks a file up that has several names.
  mutating func look(_ attributes: FileAttributes) -> Answer {
    guard attributes.linkCount > 1, attributes.kind != .directory else { return .first }
    guard var known = files[attributes.identity] else {
      return files.count < BackupLimits.maximumOpenHardLinks ? .first : .unknown
    }
    known.namesLeft -= 1
    files[attributes.identity] = known.namesLeft == 0 ? nil : known
    return .another(of: known.path)
  }

  /// Remembers where the first name of a file was met, once it is in the backup.
  mutating func remember(_ path: TreePath, _ attributes: FileAttributes) {
    guard attributes.linkCount > 1, attributes.kind != .directory,
      files[attributes.identity] == nil, files.count < BackupLimits.maximumOpenHardLinks
    else { return }
    files[attributes.identity] = Known(path: path, namesLeft: attributes.linkCount - 1)
  }
}

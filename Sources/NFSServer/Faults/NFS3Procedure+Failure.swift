// SPDX-License-Identifier: Apache-2.0
// The shortest legal failure of every procedure.

internal import Wire

extension NFS3Procedure {
  /// Results with a status and no attributes. NULL has no status.
  func failure(_ status: NFS3Status) -> [UInt8] {
    var writer = XDRWriter()
    encodeFailure(status, into: &writer)
    return writer.bytes
  }

  private func encodeFailure(_ status: NFS3Status, into writer: inout XDRWriter) {
    let none: NFS3Attributes? = nil
    let unchanged = NFS3WeakCacheData()
    switch self {
    case .null: break
    case .getAttributes:
      NFS3GetAttributesResult.failure(status, NFS3Void()).encode(into: &writer)
    case .lookup, .access, .readLink, .read, .readDirectory, .readDirectoryPlus,
      .fileSystemStatus, .fileSystemInfo, .pathConfiguration:
      NFS3AccessResult.failure(status, none).encode(into: &writer)
    case .setAttributes, .write, .create, .makeDirectory, .symbolicLink, .makeNode, .remove,
      .removeDirectory, .commit:
      NFS3RemoveResult.failure(status, unchanged).encode(into: &writer)
    case .rename:
      let both = NFS3RenameCacheData(from: unchanged, to: unchanged)
      NFS3RenameResult.failure(status, both).encode(into: &writer)
    case .link:
      let data = NFS3LinkCacheData(attributes: none, directoryCacheData: unchanged)
      NFS3LinkResult.failure(status, data).encode(into: &writer)
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
// FSSTAT, FSINFO and PATHCONF.

internal import HostFS
internal import Wire

extension NFS3Service {
  /// Names an object may have; the smallest of Linux' usual file systems (ext4).
  private static let maximumLinks: UInt32 = 65_000

  /// RFC 1813 §3.3.18.
  func fileSystemStatus(
    _ arguments: NFS3HandleArguments, _ context: inout CallContext
  ) -> NFS3FileSystemStatusResult {
    look(arguments.file, &context) { target, attributes throws(StoreError) in
      let statistics = try target.node.statistics()
      return NFS3FileSystemStatus(
        attributes: target.export.attributes(attributes), totalBytes: statistics.totalBytes,
        freeBytes: statistics.freeBytes, availableBytes: statistics.availableBytes,
        totalFiles: statistics.totalFiles, freeFiles: statistics.freeFiles,
        availableFiles: statistics.freeFiles)
    }
  }

  /// RFC 1813 §3.3.19.
  func fileSystemInfo(
    _ arguments: NFS3HandleArguments, _ context: inout CallContext
  ) -> NFS3FileSystemInfoResult {
    look(arguments.file, &context) { target, attributes throws(StoreError) in
      let transfer = UInt32(Self.maximumTransferBytes)
      return NFS3FileSystemInfo(
        attributes: target.export.attributes(attributes), readMaximum: transfer,
        readPreferred: transfer, readMultiple: 4096, writeMaximum: transfer,
        writePreferred: transfer, writeMultiple: 4096,
        directoryPreferred: UInt32(Self.preferredDirectoryBytes),
        maximumFileBytes: NFS3.maximumOffset,
        timeResolution: NFS3Time(seconds: 0, nanoseconds: 1),
        properties: [.hardLinks, .symbolicLinks, .homogeneous, .canSetTime])
    }
  }

  /// RFC 1813 §3.3.20.
  func pathConfiguration(
    _ arguments: NFS3HandleArguments, _ context: inout CallContext
  ) -> NFS3PathConfigurationResult {
    look(arguments.file, &context) { target, attributes throws(StoreError) in
      NFS3PathConfiguration(
        attributes: target.export.attributes(attributes), maximumLinks: Self.maximumLinks,
        maximumNameBytes: UInt32(FileName.maximumBytes), refusesLongNames: true,
        isChangeOwnerRestricted: true, isCaseInsensitive: false, isCasePreserving: true)
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
// System calls about an open file.

internal import CLinux
internal import Glibc
internal import SystemPackage

/// An offset or size as the kernel takes it.
///
/// - Throws: `.fileTooLarge` above 2^63 - 1.
@inline(__always)
func kernelOffset(_ offset: UInt64) throws(Errno) -> Int {
  guard let offset = Int(exactly: offset) else { throw .fileTooLarge }
  return offset
}

enum FileCalls {
  private static let readOnlyFlag: UInt64 = 1  // ST_RDONLY

  static func status(_ file: Descriptor) throws(Errno) -> FileAttributes {
    var status = hostfs_status()
    _ = try system { unsafe hostfs_statx(file.number, "", hostfs_at_empty_path, &status) }
    return FileAttributes(status)
  }

  static func statistics(_ file: Descriptor) throws(Errno) -> VolumeStatistics {
    var volume = hostfs_volume()
    _ = try system { unsafe hostfs_fstatfs(file.number, &volume) }
    func bytes(_ blocks: UInt64) -> UInt64 {
      let (bytes, overflows) = blocks.multipliedReportingOverflow(by: volume.block_bytes)
      return overflows ? .max : bytes
    }
    return VolumeStatistics(
      type: volume.type, identifier: volume.identifier, blockBytes: Int(volume.block_bytes),
      totalBytes: bytes(volume.blocks), freeBytes: bytes(volume.blocks_free),
      availableBytes: bytes(volume.blocks_available), totalFiles: volume.files,
      freeFiles: volume.files_free, maximumNameBytes: Int(volume.name_bytes),
      isReadOnly: volume.flags & readOnlyFlag != 0)
  }

  static func reopen(_ file: Descriptor, flags: CInt) throws(Errno) -> Descriptor {
    Descriptor(owning: try system { hostfs_reopen(file.number, flags | O_CLOEXEC) })
  }

  static func read(
    _ file: Descriptor, into bytes: inout MutableRawSpan, at offset: UInt64
  ) throws(Errno) -> Int {
    let offset = try kernelOffset(offset)
    return try unsafe bytes.withUnsafeMutableBytes { bytes throws(Errno) in
      try system { unsafe pread(file.number, bytes.baseAddress, bytes.count, offset) }
    }
  }

  static func write(
    _ file: Descriptor, _ bytes: RawSpan, at offset: UInt64
  ) throws(Errno) -> Int {
    let offset = try kernelOffset(offset)
    return try unsafe bytes.withUnsafeBytes { bytes throws(Errno) in
      try system { unsafe pwrite(file.number, bytes.baseAddress, bytes.count, offset) }
    }
  }

  /// Reads what is in memory.
  static func readNow(
    _ file: Descriptor, into bytes: inout MutableRawSpan, at offset: UInt64
  ) throws(Errno) -> Int {
    let offset = try kernelOffset(offset)
    return try unsafe bytes.withUnsafeMutableBytes { bytes throws(Errno) in
      try system {
        unsafe hostfs_pread_now(file.number, bytes.baseAddress, bytes.count, Int64(offset))
      }
    }
  }

  /// Reads until `count` bytes are there or the file ends.
  static func read(
    _ file: Descriptor, count: Int, at offset: UInt64
  ) throws(Errno) -> [UInt8] {
    let offset = try kernelOffset(offset)
    var failure: Errno?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      do throws(Errno) {
        while filled < count {
          let start = unsafe buffer.baseAddress.unsafelyUnwrapped + filled
          let got = try system {
            unsafe pread(file.number, start, count - filled, offset + filled)
          }
          if got == 0 { break }
          filled += got
        }
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }

  static func writeAll(
    _ file: Descriptor, _ bytes: [UInt8], at offset: UInt64
  ) throws(Errno) {
    var done = 0
    let span = unsafe bytes.span.bytes
    while done < bytes.count {
      let count = try write(file, span.extracting(droppingFirst: done), at: offset + UInt64(done))
      if count == 0 { throw .noSpace }
      done += count
    }
  }

  static func truncate(_ file: Descriptor, to size: UInt64) throws(Errno) {
    let size = try kernelOffset(size)
    _ = try system { ftruncate(file.number, size) }
  }

  static func sync(_ file: Descriptor, dataOnly: Bool) throws(Errno) {
    _ = try system { dataOnly ? fdatasync(file.number) : fsync(file.number) }
  }

  static func seek(
    _ file: Descriptor, from offset: UInt64, toData: Bool
  ) throws(Errno) -> UInt64 {
    let whence = toData ? hostfs_seek_data : hostfs_seek_hole
    let offset = try kernelOffset(offset)
    return UInt64(try system { lseek(file.number, offset, whence) })
  }

  static func punchHole(_ file: Descriptor, _ range: Range<UInt64>) throws(Errno) {
    let (start, end) = (try kernelOffset(range.lowerBound), try kernelOffset(range.upperBound))
    _ = try system { hostfs_punch_hole(file.number, Int64(start), Int64(end - start)) }
  }

  static func allocate(_ file: Descriptor, _ range: Range<UInt64>) throws(Errno) {
    let (start, end) = (try kernelOffset(range.lowerBound), try kernelOffset(range.upperBound))
    _ = try system { hostfs_allocate(file.number, Int64(start), Int64(end - start)) }
  }

  static func copy(
    _ source: Descriptor, at offset: UInt64, to target: Descriptor, at place: UInt64, count: Int
  ) throws(Errno) -> Int {
    let (offset, place) = (try kernelOffset(offset), try kernelOffset(place))
    return try system {
      hostfs_copy_range(source.number, Int64(offset), target.number, Int64(place), count)
    }
  }

  static func handle(_ file: Descriptor) throws(Errno) -> KernelFileHandle {
    var handle = hostfs_handle()
    _ = try system {
      unsafe hostfs_name_to_handle(file.number, "", hostfs_at_empty_path, &handle)
    }
    return KernelFileHandle(handle)
  }

  static func open(
    _ handle: KernelFileHandle, on mount: Descriptor, flags: CInt
  ) throws(Errno) -> Descriptor {
    var raw = handle.raw
    let number = try system {
      unsafe hostfs_open_by_handle(mount.number, &raw, flags | O_CLOEXEC)
    }
    return Descriptor(owning: number)
  }

  static func random(_ count: Int) throws(Errno) -> [UInt8] {
    var failure: Errno?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      do throws(Errno) {
        _ = try system { unsafe hostfs_random(buffer.baseAddress, count) }
        filled = count
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }
}

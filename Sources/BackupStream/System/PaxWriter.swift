// SPDX-License-Identifier: Apache-2.0
// Writing a pax archive (POSIX.1-2001) with libarchive, into memory that the caller cuts.

internal import CArchive

/// Takes the bytes of an archive as they come.
protocol PaxSink: AnyObject {
  func accept(_ bytes: RawSpan)
}

/// What libarchive said.
public struct ArchiveError: Error, Equatable, Sendable {
  public var message: String
}

/// Writes members one after the other. Not for two tasks at once.
///
/// Extended attributes are written as `SCHILY.xattr.`, sparse files as GNU 1.0, access lists as
/// `SCHILY.acl.`: what GNU tar, star and libarchive read.
@safe
final class PaxWriter {
  private let archive: OpaquePointer
  private let entry: OpaquePointer
  /// Kept alive as long as libarchive may call it.
  private let sink: SinkBox

  private final class SinkBox {
    let sink: any PaxSink
    init(_ sink: any PaxSink) { self.sink = sink }
  }

  private static let zeros = [UInt8](repeating: 0, count: 1 << 20)

  init(into sink: any PaxSink) throws(ArchiveError) {
    guard let archive = unsafe archive_write_new(), let entry = unsafe archive_entry_new() else {
      throw ArchiveError(message: "no memory for an archive")
    }
    unsafe self.archive = unsafe archive
    unsafe self.entry = unsafe entry
    self.sink = SinkBox(sink)
    try unsafe check(archive_write_set_format_pax(archive))
    try unsafe check(archive_write_set_option(archive, "pax", "xattrheader", "SCHILY"))
    try unsafe check(archive_write_set_bytes_per_block(archive, 0))
    try unsafe check(archive_write_set_bytes_in_last_block(archive, 1))
    let context = unsafe Unmanaged.passUnretained(self.sink).toOpaque()
    try unsafe check(archive_write_open2(archive, context, nil, forward, nil, nil))
  }

  deinit {
    unsafe archive_entry_free(entry)
    // Without close: what is unfinished is not made to look finished.
    unsafe archive_write_fail(archive)
    unsafe archive_write_free(archive)
  }

  /// Writes the header of the next member; its content follows.
  func begin(_ member: PaxMember) throws(ArchiveError) {
    try NameEncoding.utf8 { () throws(ArchiveError) in
      unsafe archive_entry_clear(entry)
      unsafe PaxEntry.fill(entry, from: member)
      try unsafe check(archive_write_header(archive, entry))
    }
  }

  /// Writes content of the current member that was prepared in the free part of a buffer.
  func write(prepared count: Int, in buffer: ByteBuffer) throws(ArchiveError) {
    try buffer.withBytes(buffer.count..<buffer.count + count) { bytes throws(ArchiveError) in
      try write(bytes)
    }
  }

  func write(_ bytes: RawSpan) throws(ArchiveError) {
    let written = unsafe bytes.withUnsafeBytes { bytes in
      unsafe archive_write_data(archive, bytes.baseAddress, bytes.count)
    }
    guard written == bytes.byteCount else { throw failure() }
  }

  /// Writes zeros; inside a hole of a sparse file they cost nothing.
  func writeZeros(_ count: UInt64) throws(ArchiveError) {
    var rest = count
    while rest > 0 {
      let part = Int(min(rest, UInt64(Self.zeros.count)))
      try Self.zeros.withRawSpan { zeros throws(ArchiveError) in
        try write(zeros.extracting(first: part))
      }
      rest -= UInt64(part)
    }
  }

  /// Pads the member; what was announced and not written becomes zeros.
  func finishMember() throws(ArchiveError) {
    try unsafe check(archive_write_finish_entry(archive))
  }

  /// Writes the end of the archive. Nothing may follow.
  func finish() throws(ArchiveError) {
    try unsafe check(archive_write_close(archive))
  }

  private func failure() -> ArchiveError {
    ArchiveError(message: unsafe PaxEntry.message(archive))
  }

  private func check(_ code: CInt) throws(ArchiveError) {
    // A warning means that something was written in a lesser way, as a name that is not UTF-8 is.
    if code == ARCHIVE_FAILED || code == ARCHIVE_FATAL { throw failure() }
  }

  private let forward:
    @convention(c) (
      OpaquePointer?, UnsafeMutableRawPointer?, UnsafeRawPointer?, Int
    ) -> Int = { _, context, start, count in
      guard let context = unsafe context else { return -1 }
      let box = unsafe Unmanaged<SinkBox>.fromOpaque(context).takeUnretainedValue()
      unsafe box.sink.accept(UnsafeRawBufferPointer(start: start, count: count).bytes)
      return count
    }
}

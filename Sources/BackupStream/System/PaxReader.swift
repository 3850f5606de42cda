// SPDX-License-Identifier: Apache-2.0
// Reading a pax archive with libarchive, from bytes that come in pieces.

internal import CArchive

/// Gives the bytes of an archive piece by piece. May block the thread it is called on.
protocol PaxSource: AnyObject {
  /// The next piece; nil at the end or when there will be no more.
  func next() -> Bytes?

  /// Whether the end came early, because somebody gave up.
  var isCut: Bool { get }
}

extension PaxSource {
  var isCut: Bool { false }
}

/// Reads members one after the other. Not for two tasks at once.
@safe
final class PaxReader {
  private let archive: OpaquePointer
  private let box: SourceBox
  private var entry: OpaquePointer?

  private final class SourceBox {
    let source: any PaxSource
    /// What libarchive is reading.
    var current: Bytes?
    init(_ source: any PaxSource) { self.source = source }
  }

  /// Starts at the header of a member, be it the first of the archive or not.
  init(from source: any PaxSource) throws(ArchiveError) {
    guard let archive = unsafe archive_read_new() else {
      throw ArchiveError(message: "no memory for an archive")
    }
    unsafe self.archive = unsafe archive
    box = SourceBox(source)
    unsafe archive_read_support_format_tar(archive)
    let context = unsafe Unmanaged.passUnretained(box).toOpaque()
    let code = NameEncoding.utf8 {
      unsafe archive_read_open(archive, context, nil, pull, nil)
    }
    guard code == ARCHIVE_OK else { throw failure() }
  }

  deinit {
    unsafe archive_read_free(archive)
  }

  /// Whether the archive ended early, because whoever gives it gave up.
  var isCut: Bool { box.source.isCut }

  /// Goes to the next member; nil at the end.
  func next() throws(ArchiveError) -> PaxMember? {
    try NameEncoding.utf8 { () throws(ArchiveError) in
      var entry: OpaquePointer?
      let code = unsafe archive_read_next_header(archive, &entry)
      if code == ARCHIVE_EOF { return nil }
      guard code == ARCHIVE_OK || code == ARCHIVE_WARN, let entry = unsafe entry else {
        throw failure()
      }
      return unsafe PaxEntry.member(from: entry)
    }
  }

  /// Goes through the data of the current member, in order; what lies between is zeros.
  ///
  /// - Parameter body: gets the offset in the file and the bytes there.
  func forEachBlock<Failure: Error>(
    _ body: (UInt64, RawSpan) throws(Failure) -> Void
  ) throws(Failure) -> ArchiveError? {
    while true {
      var start: UnsafeRawPointer?
      var count = 0
      var offset: Int64 = 0
      let code = unsafe archive_read_data_block(archive, &start, &count, &offset)
      if code == ARCHIVE_EOF { return nil }
      guard code == ARCHIVE_OK || code == ARCHIVE_WARN, offset >= 0 else { return failure() }
      try unsafe body(
        UInt64(offset), UnsafeRawBufferPointer(start: start, count: count).bytes)
    }
  }

  private func failure() -> ArchiveError {
    ArchiveError(message: unsafe PaxEntry.message(archive))
  }

  private let pull:
    @convention(c) (
      OpaquePointer?, UnsafeMutableRawPointer?, UnsafeMutablePointer<UnsafeRawPointer?>?
    ) -> Int = { _, context, start in
      guard let context = unsafe context, let start = unsafe start else { return -1 }
      let box = unsafe Unmanaged<SourceBox>.fromOpaque(context).takeUnretainedValue()
      box.current = box.source.next()
      guard let current = box.current else { return 0 }
      return current.withSpan { span in
        unsafe span.withUnsafeBytes { bytes in
          unsafe start.pointee = bytes.baseAddress
          return bytes.count
        }
      }
    }
}

// SPDX-License-Identifier: Apache-2.0
// A page of a listing as it came: checked as a whole, its entries decoded one at a time.

/// An entry of a directory page that can be passed over faster than it is decoded.
public protocol NFS3PageEntry: XDRCodable, Equatable, Sendable {
  /// Whether it is entryplus3.
  static var isPlus: Bool { get }

  /// Moves behind an entry, with every check that decoding it makes.
  ///
  /// - Returns: its cookie.
  @_lifetime(reader: copy reader)
  static func skip(_ reader: inout XDRReader) throws(XDRError) -> UInt64
}

/// READDIR3resok or READDIRPLUS3resok (RFC 1813 §3.3.16, §3.3.17) with its entries in wire form.
///
/// An entry takes more memory decoded than encoded: whoever looks at one after the other needs only one
/// of them decoded at a time.
public struct NFS3PackedPage<Entry: NFS3PageEntry>: Equatable, Sendable, XDRCodable {
  public var directoryAttributes: NFS3Attributes?
  public var verifier: NFS3Verifier
  public let isEndOfDirectory: Bool
  /// Entries of the page.
  public let count: Int
  /// The cookie of the last entry; nil when there is none.
  public let lastCookie: UInt64?
  /// The entries themselves.
  public let entries: NFS3PackedEntries

  /// A page without entries.
  public init(
    directoryAttributes: NFS3Attributes?, verifier: NFS3Verifier, isEndOfDirectory: Bool
  ) {
    self.directoryAttributes = directoryAttributes
    self.verifier = verifier
    self.isEndOfDirectory = isEndOfDirectory
    count = 0
    lastCookie = nil
    entries = NFS3PackedEntries(bytes: [], arePlus: Entry.isPlus)
  }

  @inlinable
  public init(from reader: inout XDRReader) throws(XDRError) {
    directoryAttributes = try NFS3Attributes?(from: &reader)
    verifier = try NFS3Verifier(from: &reader)
    let start = reader.offset
    var end = start
    var count = 0
    var cookie: UInt64?
    while try reader.bool() {
      cookie = try Entry.skip(&reader)
      end = reader.offset
      count += 1
    }
    self.count = count
    lastCookie = cookie
    entries = NFS3PackedEntries(bytes: reader.copy(start..<end), arePlus: Entry.isPlus)
    isEndOfDirectory = try reader.bool()
  }

  @inlinable
  public func encode(into writer: inout XDRWriter) {
    directoryAttributes.encode(into: &writer)
    verifier.encode(into: &writer)
    writer.append(raw: entries.bytes.rawSpan)
    writer.append(false)
    writer.append(isEndOfDirectory)
  }
}

/// Entries of a page that were checked, from the first to the last.
public struct NFS3PackedEntries: Equatable, Sendable {
  /// Every entry with the word before it that says that it follows.
  @usableFromInline let bytes: [UInt8]
  /// Whether they have the form of READDIRPLUS.
  @usableFromInline let arePlus: Bool
  @usableFromInline var position = 0

  @usableFromInline
  init(bytes: [UInt8], arePlus: Bool) {
    self.bytes = bytes
    self.arePlus = arePlus
  }

  /// The next entry; nil behind the last. Those of READDIR have neither attributes nor handle.
  @inlinable
  public mutating func next() -> NFS3DirectoryEntryPlus? {
    guard position < bytes.count else { return nil }
    var reader = XDRReader(bytes.rawSpan.extracting(droppingFirst: position))
    do throws(XDRError) {
      _ = try reader.uint32()
      guard arePlus else {
        let entry = try NFS3DirectoryEntry(from: &reader)
        position += reader.offset
        return NFS3DirectoryEntryPlus(entry: entry, attributes: nil, file: nil)
      }
      let entry = try NFS3DirectoryEntryPlus(from: &reader)
      position += reader.offset
      return entry
    } catch {
      preconditionFailure("an entry that was checked does not decode: \(error)")
    }
  }
}

extension NFS3DirectoryEntry: NFS3PageEntry {
  @inlinable public static var isPlus: Bool { false }

  @inlinable
  @_lifetime(reader: copy reader)
  public static func skip(_ reader: inout XDRReader) throws(XDRError) -> UInt64 {
    _ = try reader.uint64()
    _ = try reader.opaqueRange(maximum: NFS3.maximumNameBytes)
    return try reader.uint64()
  }
}

extension NFS3DirectoryEntryPlus: NFS3PageEntry {
  @inlinable public static var isPlus: Bool { true }

  @inlinable
  @_lifetime(reader: copy reader)
  public static func skip(_ reader: inout XDRReader) throws(XDRError) -> UInt64 {
    let cookie = try NFS3DirectoryEntry.skip(&reader)
    if try reader.bool() {
      _ = try NFS3FileType(from: &reader)
      try reader.skip(NFS3Attributes.byteCount - 4)
    }
    if try reader.bool() { _ = try reader.opaqueRange(maximum: NFS3.maximumHandleBytes) }
    return cookie
  }
}

// SPDX-License-Identifier: Apache-2.0
// Replies of FPGetFileDirParms and FPEnumerateExt2.

/// Reply of FPGetFileDirParms: bitmaps, kind, parameters.
public struct AFPItemReply: Equatable, Sendable {
  public var fileBitmap: AFPFileBitmap
  public var directoryBitmap: AFPDirectoryBitmap
  public var item: AFPItemParameters

  public init(
    fileBitmap: AFPFileBitmap, directoryBitmap: AFPDirectoryBitmap, item: AFPItemParameters
  ) {
    self.fileBitmap = fileBitmap
    self.directoryBitmap = directoryBitmap
    self.item = item
  }

  public init(from reader: inout AFPReader) throws(AFPWireError) {
    fileBitmap = AFPFileBitmap(rawValue: try reader.uint16())
    directoryBitmap = AFPDirectoryBitmap(rawValue: try reader.uint16())
    let isDirectory = try reader.uint8() & AFPItemParameters.directoryFlag != 0
    _ = try reader.uint8()
    item =
      isDirectory
      ? try AFPItemParameters(directory: directoryBitmap, from: &reader)
      : try AFPItemParameters(file: fileBitmap, from: &reader)
  }

  public func encode(into writer: inout AFPWriter) {
    writer.append(fileBitmap.rawValue)
    writer.append(directoryBitmap.rawValue)
    writer.append(item.isDirectory ? AFPItemParameters.directoryFlag : 0)
    writer.append(UInt8(0))
    if item.isDirectory {
      item.encode(directory: directoryBitmap, into: &writer)
    } else {
      item.encode(file: fileBitmap, into: &writer)
    }
  }
}

/// Reply of FPEnumerateExt2: one page of a directory.
public struct AFPEnumerateReply: Equatable, Sendable {
  public var fileBitmap: AFPFileBitmap
  public var directoryBitmap: AFPDirectoryBitmap
  public var items: [AFPItemParameters]

  /// `u16 length, u8 flag, u8 0` in front of an entry's parameters.
  private static let entryHeaderBytes = 4

  public init(
    fileBitmap: AFPFileBitmap, directoryBitmap: AFPDirectoryBitmap, items: [AFPItemParameters]
  ) {
    self.fileBitmap = fileBitmap
    self.directoryBitmap = directoryBitmap
    self.items = items
  }

  /// Decodes a page.
  ///
  /// - Throws: `.badLength` for an entry shorter than its own header, which would make no
  ///   progress, and for a page without entries: the end of a directory is a result code.
  public init(from reader: inout AFPReader) throws(AFPWireError) {
    fileBitmap = AFPFileBitmap(rawValue: try reader.uint16())
    directoryBitmap = AFPDirectoryBitmap(rawValue: try reader.uint16())
    let start = reader.offset
    let count = Int(try reader.uint16())
    guard count > 0 else { throw .badLength(0, at: start) }
    items = []
    for _ in 0..<count {
      let entry = reader.offset
      let length = Int(try reader.uint16())
      guard length >= Self.entryHeaderBytes else { throw .badLength(length, at: entry) }
      var part = try reader.section(length - 2)
      let isDirectory = try part.uint8() & AFPItemParameters.directoryFlag != 0
      _ = try part.uint8()
      items.append(
        isDirectory
          ? try AFPItemParameters(directory: directoryBitmap, from: &part)
          : try AFPItemParameters(file: fileBitmap, from: &part))
    }
  }

  public func encode(into writer: inout AFPWriter) {
    writer.append(fileBitmap.rawValue)
    writer.append(directoryBitmap.rawValue)
    writer.append(UInt16(clamping: items.count))
    for item in items {
      let entry = writer.bytes.count
      writer.append(UInt16(0))
      writer.append(item.isDirectory ? AFPItemParameters.directoryFlag : 0)
      writer.append(UInt8(0))
      if item.isDirectory {
        item.encode(directory: directoryBitmap, into: &writer)
      } else {
        item.encode(file: fileBitmap, into: &writer)
      }
      if !(writer.bytes.count - entry).isMultiple(of: 2) { writer.append(UInt8(0)) }
      writer.patch(UInt16(clamping: writer.bytes.count - entry), at: entry)
    }
  }
}

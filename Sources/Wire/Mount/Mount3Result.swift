// SPDX-License-Identifier: Apache-2.0
// The results of MNT, EXPORT and DUMP.

/// mountres3 (RFC 1813 §5.2.1).
public enum Mount3Result: Equatable, Sendable, XDRCodable {
  /// The root's handle, and the authentication flavours the server accepts for it, best first.
  case success(root: NFS3FileHandle, flavors: [UInt32])
  case failure(Mount3Status)

  /// - Throws: `.invalidValue` for an empty handle, which MOUNT never gives out.
  public init(from reader: inout XDRReader) throws(XDRError) {
    let status = try Mount3Status(from: &reader)
    guard status == .ok else {
      self = .failure(status)
      return
    }
    let start = reader.offset
    let root = try NFS3FileHandle(from: &reader)
    guard root.byteCount > 0 else { throw .invalidValue(at: start, value: 0) }
    let countAt = reader.offset
    let count = try reader.uint32()
    guard count <= UInt32(Mount3.maximumFlavors) else {
      throw .tooLong(at: countAt, length: Int(count), maximum: Mount3.maximumFlavors)
    }
    var flavors: [UInt32] = []
    for _ in 0..<count { flavors.append(try reader.uint32()) }
    self = .success(root: root, flavors: flavors)
  }

  public func encode(into writer: inout XDRWriter) {
    switch self {
    case .success(let root, let flavors):
      Mount3Status.ok.encode(into: &writer)
      root.encode(into: &writer)
      writer.append(UInt32(flavors.count))
      for flavor in flavors { writer.append(flavor) }
    case .failure(let status): status.encode(into: &writer)
    }
  }
}

/// exportnode (RFC 1813 §5.2.5): a path, and who may mount it; no groups means everybody.
public struct Mount3Export: Equatable, Sendable, XDRCodable {
  public var path: Mount3Path
  public var groups: [Mount3Name]

  public init(path: Mount3Path, groups: [Mount3Name] = []) {
    self.path = path
    self.groups = groups
  }

  public init(from reader: inout XDRReader) throws(XDRError) {
    path = try Mount3Path(from: &reader)
    groups = []
    while try reader.bool() { groups.append(try Mount3Name(from: &reader)) }
  }

  public func encode(into writer: inout XDRWriter) {
    path.encode(into: &writer)
    for group in groups {
      writer.append(true)
      group.encode(into: &writer)
    }
    writer.append(false)
  }
}

/// mountbody (RFC 1813 §5.2.2): a host and what it once mounted. Advisory.
public struct Mount3Client: Equatable, Sendable, XDRCodable {
  public var host: Mount3Name
  public var path: Mount3Path

  public init(host: Mount3Name, path: Mount3Path) {
    self.host = host
    self.path = path
  }

  public init(from reader: inout XDRReader) throws(XDRError) {
    host = try Mount3Name(from: &reader)
    path = try Mount3Path(from: &reader)
  }

  public func encode(into writer: inout XDRWriter) {
    host.encode(into: &writer)
    path.encode(into: &writer)
  }
}

/// exports and mountlist (RFC 1813 §5.2.2, §5.2.5): a chain of optional items, read in a loop.
public struct Mount3List<Item: XDRCodable & Equatable & Sendable>: Equatable, Sendable, XDRCodable {
  public var items: [Item]

  public init(_ items: [Item]) { self.items = items }

  public init(from reader: inout XDRReader) throws(XDRError) {
    items = []
    while try reader.bool() { items.append(try Item(from: &reader)) }
  }

  public func encode(into writer: inout XDRWriter) {
    for item in items {
      writer.append(true)
      item.encode(into: &writer)
    }
    writer.append(false)
  }
}

/// The result of EXPORT (RFC 1813 §5.2.5).
public typealias Mount3ExportList = Mount3List<Mount3Export>
/// The result of DUMP (RFC 1813 §5.2.2).
public typealias Mount3ClientList = Mount3List<Mount3Client>

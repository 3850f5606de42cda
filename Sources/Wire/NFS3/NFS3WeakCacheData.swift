// SPDX-License-Identifier: Apache-2.0
// wcc_data: attributes before and after an operation, from which a cache learns who changed a file.

/// wcc_attr (RFC 1813 §2.3.8): what a cache compares.
public struct NFS3WeakAttributes: Hashable, Sendable, XDRCodable {
  public var size: UInt64
  public var modificationTime: NFS3Time
  public var changeTime: NFS3Time

  public init(size: UInt64, modificationTime: NFS3Time, changeTime: NFS3Time) {
    self.size = size
    self.modificationTime = modificationTime
    self.changeTime = changeTime
  }

  /// The part of `attributes` that weak cache consistency looks at.
  public init(_ attributes: NFS3Attributes) {
    self.init(
      size: attributes.size, modificationTime: attributes.modificationTime,
      changeTime: attributes.changeTime)
  }

  @inlinable
  public init(from reader: inout XDRReader) throws(XDRError) {
    size = try reader.uint64()
    modificationTime = try NFS3Time(from: &reader)
    changeTime = try NFS3Time(from: &reader)
  }

  @inlinable
  public func encode(into writer: inout XDRWriter) {
    writer.append(size)
    modificationTime.encode(into: &writer)
    changeTime.encode(into: &writer)
  }
}

/// wcc_data (RFC 1813 §2.3.8). Either side may be absent.
public struct NFS3WeakCacheData: Hashable, Sendable, XDRCodable {
  public var before: NFS3WeakAttributes?
  public var after: NFS3Attributes?

  public init(before: NFS3WeakAttributes? = nil, after: NFS3Attributes? = nil) {
    self.before = before
    self.after = after
  }

  @inlinable
  public init(from reader: inout XDRReader) throws(XDRError) {
    before = try NFS3WeakAttributes?(from: &reader)
    after = try NFS3Attributes?(from: &reader)
  }

  @inlinable
  public func encode(into writer: inout XDRWriter) {
    before.encode(into: &writer)
    after.encode(into: &writer)
  }
}

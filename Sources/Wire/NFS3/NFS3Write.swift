// SPDX-License-Identifier: Apache-2.0
// WRITE and COMMIT.

/// stable_how (RFC 1813 §3.3.7), weakest first.
public enum NFS3Stability: UInt32, Comparable, CaseIterable, Sendable, XDRCodable {
  case unstable = 0
  case dataSync = 1
  case fileSync = 2

  public init(from reader: inout XDRReader) throws(XDRError) {
    let start = reader.offset
    let number = try reader.uint32()
    guard let value = NFS3Stability(rawValue: number) else {
      throw .invalidValue(at: start, value: number)
    }
    self = value
  }

  public func encode(into writer: inout XDRWriter) { writer.append(rawValue) }

  public static func < (left: NFS3Stability, right: NFS3Stability) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// WRITE3args (RFC 1813 §3.3.7), its data as a range of the bytes it was decoded from.
public struct NFS3WriteArguments: Equatable, Sendable, XDRCodable {
  public var file: NFS3FileHandle
  public var offset: UInt64  // bytes from the start of the file
  public var count: UInt32
  public var stability: NFS3Stability
  public var data: Range<Int>  // in the reader's bytes

  /// For encoding: `count` bytes will follow.
  public init(file: NFS3FileHandle, offset: UInt64, count: UInt32, stability: NFS3Stability) {
    self.file = file
    self.offset = offset
    self.count = count
    self.stability = stability
    self.data = 0..<Int(count)
  }

  /// - Throws: `.invalidValue` when there is less data than the count says.
  public init(from reader: inout XDRReader) throws(XDRError) {
    file = try NFS3FileHandle(from: &reader)
    offset = try reader.uint64()
    let start = reader.offset
    count = try reader.uint32()
    stability = try NFS3Stability(from: &reader)
    data = try reader.opaqueRange(maximum: NFS3.maximumTransferBytes)
    guard Int(count) <= data.count else { throw .invalidValue(at: start, value: count) }
    data = data.lowerBound..<data.lowerBound + Int(count)
  }

  /// Writes everything through the length of the data; the caller appends the data and its padding.
  public func encode(into writer: inout XDRWriter) {
    file.encode(into: &writer)
    writer.append(offset)
    writer.append(count)
    stability.encode(into: &writer)
    writer.append(count)
  }
}

/// WRITE3resok (RFC 1813 §3.3.7).
public struct NFS3WriteSuccess: Equatable, Sendable, XDRCodable {
  public var cacheData: NFS3WeakCacheData
  public var count: UInt32  // bytes taken; fewer than sent is legal
  public var stability: NFS3Stability  // reached; never weaker than asked for
  public var verifier: NFS3Verifier

  public init(
    cacheData: NFS3WeakCacheData, count: UInt32, stability: NFS3Stability, verifier: NFS3Verifier
  ) {
    self.cacheData = cacheData
    self.count = count
    self.stability = stability
    self.verifier = verifier
  }

  public init(from reader: inout XDRReader) throws(XDRError) {
    cacheData = try NFS3WeakCacheData(from: &reader)
    count = try reader.uint32()
    stability = try NFS3Stability(from: &reader)
    verifier = try NFS3Verifier(from: &reader)
  }

  public func encode(into writer: inout XDRWriter) {
    cacheData.encode(into: &writer)
    writer.append(count)
    stability.encode(into: &writer)
    verifier.encode(into: &writer)
  }
}

/// WRITE3res (RFC 1813 §3.3.7).
public typealias NFS3WriteResult = NFS3Result<NFS3WriteSuccess, NFS3WeakCacheData>

/// COMMIT3args (RFC 1813 §3.3.21).
public struct NFS3CommitArguments: Equatable, Sendable, XDRCodable {
  public var file: NFS3FileHandle
  public var offset: UInt64
  public var count: UInt32  // 0 means to the end of the file

  public init(file: NFS3FileHandle, offset: UInt64, count: UInt32) {
    self.file = file
    self.offset = offset
    self.count = count
  }

  public init(from reader: inout XDRReader) throws(XDRError) {
    file = try NFS3FileHandle(from: &reader)
    offset = try reader.uint64()
    count = try reader.uint32()
  }

  public func encode(into writer: inout XDRWriter) {
    file.encode(into: &writer)
    writer.append(offset)
    writer.append(count)
  }
}

/// COMMIT3resok (RFC 1813 §3.3.21).
public struct NFS3CommitSuccess: Equatable, Sendable, XDRCodable {
  public var cacheData: NFS3WeakCacheData
  public var verifier: NFS3Verifier

  public init(cacheData: NFS3WeakCacheData, verifier: NFS3Verifier) {
    self.cacheData = cacheData
    self.verifier = verifier
  }

  public init(from reader: inout XDRReader) throws(XDRError) {
    cacheData = try NFS3WeakCacheData(from: &reader)
    verifier = try NFS3Verifier(from: &reader)
  }

  public func encode(into writer: inout XDRWriter) {
    cacheData.encode(into: &writer)
    verifier.encode(into: &writer)
  }
}

/// COMMIT3res (RFC 1813 §3.3.21).
public typealias NFS3CommitResult = NFS3Result<NFS3CommitSuccess, NFS3WeakCacheData>

// SPDX-License-Identifier: Apache-2.0
// The union every NFS version 3 result is: a status, then one of two arms.

/// A result union (RFC 1813 §3.3): `Success` follows NFS3_OK, `Failure` any other status.
public enum NFS3Result<
  Success: XDRCodable & Equatable & Sendable, Failure: XDRCodable & Equatable & Sendable
>:
  Equatable, Sendable, XDRCodable
{
  case success(Success)
  /// The status is never `.ok`.
  case failure(NFS3Status, Failure)

  @inlinable
  public init(from reader: inout XDRReader) throws(XDRError) {
    let status = try NFS3Status(from: &reader)
    if status == .ok {
      self = .success(try Success(from: &reader))
    } else {
      self = .failure(status, try Failure(from: &reader))
    }
  }

  @inlinable
  public func encode(into writer: inout XDRWriter) {
    switch self {
    case .success(let success):
      NFS3Status.ok.encode(into: &writer)
      success.encode(into: &writer)
    case .failure(let status, let failure):
      status.encode(into: &writer)
      failure.encode(into: &writer)
    }
  }

  @inlinable
  public var status: NFS3Status {
    switch self {
    case .success: .ok
    case .failure(let status, _): status
    }
  }
}

/// An arm without fields.
public struct NFS3Void: Hashable, Sendable, XDRCodable {
  @inlinable
  public init() {}

  @inlinable
  public init(from reader: inout XDRReader) throws(XDRError) {}

  @inlinable
  public func encode(into writer: inout XDRWriter) {}
}

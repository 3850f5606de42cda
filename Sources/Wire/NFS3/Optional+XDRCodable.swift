// SPDX-License-Identifier: Apache-2.0
// Optional data: a boolean, then the value when it is true.

/// XDR optional data (RFC 4506 §4.19), which is what post_op_attr, pre_op_attr and post_op_fh3 are.
extension Optional: XDRCodable where Wrapped: XDRCodable {
  @inlinable
  public init(from reader: inout XDRReader) throws(XDRError) {
    self = try reader.bool() ? try Wrapped(from: &reader) : nil
  }

  @inlinable
  public func encode(into writer: inout XDRWriter) {
    writer.append(self != nil)
    self?.encode(into: &writer)
  }
}

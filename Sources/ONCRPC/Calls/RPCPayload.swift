// SPDX-License-Identifier: Apache-2.0
// Bulk data that travels beside the XDR buffers: behind arguments, or out of results.

public import Wire

/// Bytes that are sent behind the arguments, as the body of an opaque whose length the arguments
/// end with.
///
/// The transport adds the padding to four bytes. Nothing is copied.
public struct RPCPayload: Sendable {
  public let buffer: RPCBuffer
  public let range: Range<Int>

  public init(_ buffer: RPCBuffer, _ range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= buffer.capacity)
    self.buffer = buffer
    self.range = range
  }

  /// A whole buffer.
  public init(_ buffer: RPCBuffer) { self.init(buffer, 0..<buffer.capacity) }

  /// Zero bytes that follow on the wire.
  var padding: Int { ((range.count + 3) & ~3) - range.count }
}

/// Where the opaque at the end of a reply goes: received into the caller's memory, not into the
/// results.
public struct RPCSink: Sendable {
  public let buffer: RPCBuffer
  public let range: Range<Int>
  /// Reads the results up to the opaque's bytes.
  public let locate: @Sendable (inout XDRReader) throws(XDRError) -> Int?

  /// Bytes of results that `locate` gets at least, unless the reply is shorter.
  public static let prefixBytes = 256

  /// - Parameters:
  ///   - range: where the payload goes; a longer payload makes the reply malformed.
  ///   - locate: reads the results up to and including the opaque's length word and returns that
  ///     length; nil when these results carry no payload (an error status). It sees `prefixBytes`
  ///     bytes or the whole reply.
  public init(
    _ buffer: RPCBuffer, _ range: Range<Int>,
    locate: @escaping @Sendable (inout XDRReader) throws(XDRError) -> Int?
  ) {
    precondition(range.lowerBound >= 0 && range.upperBound <= buffer.capacity)
    self.buffer = buffer
    self.range = range
    self.locate = locate
  }
}

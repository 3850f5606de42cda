// SPDX-License-Identifier: Apache-2.0
// A part of a buffer that can be sent, shared without copying and extended at its end.

import ONCRPC

/// Bytes in a transport buffer.
///
/// Parts share the buffer. A piece that was cut out of another, or handed to a call, is sealed: what
/// lies behind it may belong to somebody else, so appending moves it to a buffer of its own.
struct DataPiece: Sendable {
  private(set) var buffer: RPCBuffer
  private(set) var range: Range<Int>
  private var isSealed = false

  static let empty = DataPiece(RPCBuffer(capacity: 0), 0..<0)

  var count: Int { range.count }

  /// A part of a buffer that nobody else writes to.
  init(_ buffer: RPCBuffer, _ range: Range<Int>) {
    self.buffer = buffer
    self.range = range
    isSealed = true
  }

  /// - Parameter capacity: bytes of room, at least as many as there are to copy.
  init(copying bytes: RawSpan, capacity: Int) {
    buffer = RPCBuffer(capacity: max(capacity, bytes.byteCount))
    buffer.store(bytes, at: 0)
    range = 0..<bytes.byteCount
  }

  /// Appends, moving to a larger buffer when there is no room: twice the size, `room` bytes more at most.
  mutating func append(_ bytes: RawSpan, room: Int) {
    if isSealed || range.upperBound + bytes.byteCount > buffer.capacity {
      let wanted = min(max(2 * count, count + bytes.byteCount), count + room)
      let larger = RPCBuffer(capacity: max(wanted, count + bytes.byteCount))
      buffer.withBytes(range) { larger.store($0, at: 0) }
      range = 0..<count
      buffer = larger
      isSealed = false
    }
    buffer.store(bytes, at: range.upperBound)
    range = range.lowerBound..<range.upperBound + bytes.byteCount
  }

  /// A part, counted from this piece's beginning.
  func part(_ part: Range<Int>) -> DataPiece {
    var copy = self
    copy.isSealed = true
    copy.range = range.lowerBound + part.lowerBound..<range.lowerBound + part.upperBound
    return copy
  }

  /// Keeps the bytes as they are from now on.
  mutating func seal() { isSealed = true }

  var payload: RPCPayload { RPCPayload(buffer, range) }

  func bytes() -> [UInt8] { buffer.bytes(range) }
}

// SPDX-License-Identifier: Apache-2.0
// From a byte stream to DSI packets.

internal import Wire

/// One packet as it arrived.
struct DSIFrame: Equatable {
  var header: DSIHeader
  var payload: [UInt8]
}

/// Cuts a byte stream into packets, whatever pieces it comes in.
///
/// Small packets are read through a staging buffer, many at a time; the payload of a large one is read
/// into its own array, so that its bytes are copied once, by the kernel.
struct FrameAssembler {
  /// Bytes asked for at a time while the next packet's size is not known.
  static let stagingBytes = 64 << 10

  private let maximumPayloadBytes: Int
  private var staging: [UInt8]
  private var start = 0
  private var end = 0
  private var header: DSIHeader?
  private var payload: [UInt8] = []
  private var filled = 0

  /// - Parameter maximumPayloadBytes: a larger packet is an error, before anything is set aside.
  init(maximumPayloadBytes: Int) {
    self.maximumPayloadBytes = maximumPayloadBytes
    staging = [UInt8](repeating: 0, count: Self.stagingBytes)
  }

  /// Nothing of a packet has arrived that was not taken.
  var isBetweenPackets: Bool { header == nil && start == end }

  /// Lets `read` fill free space and says what it returned: bytes, 0 at end of file.
  mutating func fill<E: Error>(
    _ read: (inout MutableRawSpan) throws(E) -> Int
  ) throws(E) -> Int {
    if header != nil, filled < payload.count {
      let count = try fillTail(of: &payload, from: filled, read)
      filled += count
      return count
    }
    if start == end {
      start = 0
      end = 0
    } else if start > 0, end == staging.count {
      // Less than one header is left, or the loop over packets would have taken it.
      for index in start..<end { staging[index - start] = staging[index] }
      end -= start
      start = 0
    }
    let count = try fillTail(of: &staging, from: end, read)
    end += count
    return count
  }

  /// The next whole packet, or nil until more has arrived.
  ///
  /// - Throws: a header that cannot be, or a payload above the limit: the stream is lost.
  mutating func next() throws(AFPWireError) -> DSIFrame? {
    if header == nil {
      guard end - start >= DSIHeader.byteCount else { return nil }
      var reader = AFPReader(Array(staging[start..<start + DSIHeader.byteCount]))
      let decoded = try DSIHeader(from: &reader)
      let length = Int(decoded.length)
      guard length <= maximumPayloadBytes else { throw .badLength(length, at: 8) }
      start += DSIHeader.byteCount
      header = decoded
      let buffered = min(length, end - start)
      payload = Array(staging[start..<start + buffered])
      start += buffered
      filled = buffered
      if buffered < length {
        payload.append(contentsOf: repeatElement(0, count: length - buffered))
      }
    }
    guard let header, filled == payload.count else { return nil }
    let frame = DSIFrame(header: header, payload: payload)
    self.header = nil
    payload = []
    filled = 0
    return frame
  }
}

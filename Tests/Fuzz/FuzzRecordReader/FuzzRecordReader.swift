// SPDX-License-Identifier: Apache-2.0
// Fuzzing record marking: any stream, in segments of any length, with and without payload that is placed
// elsewhere, gives the records that a plain parser of the whole stream finds.

import Wire

@testable import ONCRPC

/// Keeps what it is handed, and compares it with what it should be.
private final class Comparison: RecordConsumer {
  /// Bytes before a placed payload.
  static let prefixBytes = 16

  private var expected: ArraySlice<[UInt8]>
  private let places: Bool
  private var place: (buffer: RPCBuffer, length: Int)?

  init(_ expected: [[UInt8]], places: Bool) {
    self.expected = expected[...]
    self.places = places
  }

  var isComplete: Bool { expected.isEmpty }

  func placement(prefix: RawSpan) -> RecordReader.Placement? {
    guard places, prefix.byte(at: 0) & 1 == 1 else { return nil }
    let length = Int(prefix.byte(at: 1)) * 8
    let buffer = RPCBuffer(capacity: length)
    place = (buffer, length)
    return RecordReader.Placement(
      prefix: Self.prefixBytes, length: length, target: length > 0 ? (buffer, 0) : nil)
  }

  func receive(record: RawSpan, placed: Int) -> Bool {
    guard let whole = expected.popFirst() else { preconditionFailure("a record too many") }
    guard let (buffer, length) = place.take() else {
      precondition(placed == 0 && record.copied() == whole, "another record")
      return true
    }
    let payload = whole.dropFirst(Self.prefixBytes).prefix(length)
    precondition(record.copied() == Array(whole.prefix(Self.prefixBytes)), "another prefix")
    precondition(placed == (payload.count == length ? length : -1), "another length")
    precondition(buffer.bytes(0..<payload.count) == Array(payload), "another payload")
    return true
  }
}

/// What is in a stream, parsed as a whole.
private func parse(_ stream: [UInt8], maximum: Int) -> (records: [[UInt8]], isBroken: Bool) {
  var records: [[UInt8]] = []
  var record: [UInt8] = []
  var empty = 0
  var rest = stream[...]
  while rest.count >= RPCRecordMark.byteCount {
    let mark = RPCRecordMark(word: rest.prefix(4).reduce(0) { $0 << 8 | UInt32($1) })
    rest = rest.dropFirst(RPCRecordMark.byteCount)
    if record.count + mark.length > maximum { return (records, true) }
    empty = mark.length == 0 ? empty + 1 : 0
    if empty > RecordReader.maximumEmptyFragments { return (records, true) }
    guard rest.count >= mark.length else { break }
    record += rest.prefix(mark.length)
    rest = rest.dropFirst(mark.length)
    guard mark.isLast else { continue }
    records.append(record)
    record = []
    empty = 0
  }
  return (records, false)
}

/// Feeds a stream as a connection does: payload goes straight to its place, the rest through `consume`.
private func feed(
  _ stream: [UInt8], to reader: RecordReader, _ comparison: Comparison, segments: [UInt8]
) throws(RecordError) {
  var at = 0
  var turn = 0
  while at < stream.count {
    let wanted = min(Int(segments[turn % segments.count]) + 1, stream.count - at)
    turn += 1
    if let place = reader.directTarget {
      let count = min(wanted, place.range.count)
      place.buffer.store(
        stream.rawSpan.extracting(at..<at + count), at: place.range.lowerBound)
      at += count
      _ = reader.didReceive(direct: count, comparison)
    } else {
      try reader.consume(stream.rawSpan.extracting(at..<at + wanted), comparison)
      at += wanted
    }
  }
}

/// Six bytes of settings (limit, placing, four lengths of segments), then the stream.
@c(LLVMFuzzerTestOneInput)
public func fuzzOne(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard count > 6, let data = unsafe data else { return 0 }
  let input = unsafe Array(UnsafeBufferPointer(start: data, count: count))
  let maximum = 64 + Int(input[0]) * 32
  let stream = Array(input[6...])
  let expected = parse(stream, maximum: maximum)
  let comparison = Comparison(expected.records, places: input[1] & 1 == 1)
  let reader = RecordReader(maximumRecord: maximum)
  var isBroken = false
  do throws(RecordError) {
    try feed(stream, to: reader, comparison, segments: Array(input[2..<6]))
  } catch {
    isBroken = true
  }
  precondition(isBroken == expected.isBroken, "another end")
  precondition(comparison.isComplete, "a record is missing")
  return 0
}

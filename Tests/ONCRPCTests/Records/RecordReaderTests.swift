// SPDX-License-Identifier: Apache-2.0
// Records out of a stream, however the stream is cut.

import Testing
import Wire

@testable import ONCRPC

/// Remembers records, and places the payload of those that begin with a word of ones.
private final class Collector: RecordConsumer {
  var records: [[UInt8]] = []
  var placed: [Int] = []
  var buffer = RPCBuffer(capacity: 1 << 16)
  var stopsAfter = Int.max

  func receive(record: RawSpan, placed: Int) -> Bool {
    records.append(record.copied())
    self.placed.append(placed)
    return records.count < stopsAfter
  }

  func placement(prefix: RawSpan) -> RecordReader.Placement? {
    guard prefix.bigEndianWord(at: 0) == .max else { return nil }
    return RecordReader.Placement(
      prefix: 8, length: Int(prefix.bigEndianWord(at: 4)), target: (buffer, 16))
  }
}

/// The stream of some records, each in fragments of these lengths.
private func stream(_ record: [UInt8], fragments: [Int] = []) -> [UInt8] {
  var bytes: [UInt8] = []
  var rest = record[...]
  for length in fragments + [record.count] {
    let fragment = rest.prefix(length)
    rest = rest.dropFirst(length)
    let isLast = rest.isEmpty && length != 0
    var writer = XDRWriter()
    writer.append(RPCRecordMark(isLast: isLast, length: fragment.count).word)
    bytes += writer.bytes + fragment
    if isLast { break }
  }
  return bytes
}

@Suite("Record reader")
struct RecordReaderTests {
  private func read(
    _ bytes: [UInt8], pieces: Int, into collector: Collector, maximum: Int = 1 << 20
  ) throws(RecordError) -> RecordReader {
    let reader = RecordReader(maximumRecord: maximum)
    var offset = 0
    while offset < bytes.count {
      let end = min(offset + pieces, bytes.count)
      let piece = Array(bytes[offset..<end])
      try reader.consume(piece.rawSpan, collector)
      offset = end
    }
    return reader
  }

  @Test(
    "records come out whole, whatever the pieces of the stream",
    arguments: [1, 2, 3, 4, 5, 7, 64, 1000, 100_000])
  func pieces(size: Int) throws {
    let first = pattern(40)
    let second = pattern(5000)
    let third = pattern(24)
    let bytes =
      stream(first) + stream(second, fragments: [1, 0, 8, 2000]) + stream(third, fragments: [12])
    let collector = Collector()
    let reader = try read(bytes, pieces: size, into: collector)
    #expect(collector.records == [first, second, third])
    #expect(reader.isIdle)
  }

  @Test("payload goes to its place, whatever the pieces", arguments: [1, 13, 256, 1000, 100_000])
  func placement(size: Int) throws {
    var writer = XDRWriter()
    writer.append(UInt32.max)
    writer.append(UInt32(3001))
    let payload = pattern(3001)
    let record = writer.bytes + payload + [0, 0, 0]
    let next = pattern(20)
    let bytes = stream(record, fragments: [100, 1500]) + stream(next)
    let collector = Collector()
    _ = try read(bytes, pieces: size, into: collector)
    #expect(collector.records == [writer.bytes, next])
    #expect(collector.placed == [3001, 0])
    #expect(collector.buffer.bytes(16..<3017) == payload)
  }

  @Test("bytes received in place continue the record")
  func direct() throws {
    var writer = XDRWriter()
    writer.append(UInt32.max)
    writer.append(UInt32(4000))
    let payload = pattern(4000)
    let bytes = stream(writer.bytes + payload)
    let collector = Collector()
    let reader = RecordReader(maximumRecord: 1 << 20)
    let head = Array(bytes[..<1000])
    try reader.consume(head.rawSpan, collector)
    let place = try #require(reader.directTarget)
    #expect(place.range == (16 + 1000 - 12)..<(16 + 4000))
    let rest = Array(bytes[1000...])
    place.buffer.store(rest.rawSpan, at: place.range.lowerBound)
    #expect(reader.didReceive(direct: rest.count, collector))
    #expect(collector.placed == [4000])
    #expect(collector.buffer.bytes(16..<4016) == payload)
    #expect(reader.isIdle)
  }

  @Test("a discarded placement swallows the payload and leaves the memory alone")
  func discarded() throws {
    var writer = XDRWriter()
    writer.append(UInt32.max)
    writer.append(UInt32(2000))
    let bytes = stream(writer.bytes + pattern(2000)) + stream(pattern(20))
    let collector = Collector()
    let reader = RecordReader(maximumRecord: 1 << 20)
    let head = Array(bytes[..<500])
    try reader.consume(head.rawSpan, collector)
    reader.discardPlacement()
    #expect(reader.directTarget == nil)
    let before = collector.buffer.bytes(1000..<2016)
    let rest = Array(bytes[500...])
    try reader.consume(rest.rawSpan, collector)
    #expect(collector.buffer.bytes(1000..<2016) == before)
    #expect(collector.records.count == 2)
  }

  @Test("a record that ends inside its payload is told apart")
  func truncatedPayload() throws {
    var writer = XDRWriter()
    writer.append(UInt32.max)
    writer.append(UInt32(4000))
    let collector = Collector()
    _ = try read(stream(writer.bytes + pattern(1000)), pieces: 100, into: collector)
    #expect(collector.placed == [-1])
  }

  @Test("random records, fragments and pieces", arguments: 0..<40)
  func random(seed: Int) throws {
    var random = SplitMix(seed: UInt64(seed))
    func below(_ limit: Int) -> Int { Int(random.next() % UInt64(limit)) }
    var bytes: [UInt8] = []
    var wanted: [[UInt8]] = []
    for _ in 0..<30 {
      let record = pattern(8 + below(below(4) == 0 ? 3000 : 60))
      wanted.append(record)
      bytes += stream(record, fragments: (0..<below(4)).map { _ in below(700) })
    }
    let collector = Collector()
    let reader = RecordReader(maximumRecord: 4000)
    while !bytes.isEmpty {
      let piece = Array(bytes.prefix(1 + below(900)))
      bytes.removeFirst(piece.count)
      try reader.consume(piece.rawSpan, collector)
    }
    #expect(collector.records == wanted)
    #expect(reader.isIdle)
  }

  @Test("a mark beyond the limit is refused, also when fragments add up to it")
  func tooLong() throws {
    let collector = Collector()
    #expect(throws: RecordError.tooLong(101, maximum: 100)) {
      _ = try read(stream(pattern(101)), pieces: 1000, into: collector, maximum: 100)
    }
    #expect(throws: RecordError.tooLong(101, maximum: 100)) {
      _ = try read(
        stream(pattern(101), fragments: [60]), pieces: 1000, into: collector, maximum: 100)
    }
    #expect(throws: RecordError.tooLong(0x7fff_ffff, maximum: 100)) {
      _ = try read([0xff, 0xff, 0xff, 0xff], pieces: 1, into: collector, maximum: 100)
    }
    #expect(collector.records.isEmpty)
  }

  @Test("empty fragments are tolerated up to a limit")
  func emptyFragments() throws {
    let few = [UInt8](repeating: 0, count: 4 * RecordReader.maximumEmptyFragments)
    let collector = Collector()
    _ = try read(few + stream(pattern(20)), pieces: 7, into: collector)
    #expect(collector.records == [pattern(20)])
    let many = [UInt8](repeating: 0, count: 4 * (RecordReader.maximumEmptyFragments + 1))
    #expect(throws: RecordError.emptyFragments) {
      _ = try read(many, pieces: 7, into: Collector())
    }
  }

  @Test("a consumer that wants no more gets no more of this piece")
  func stops() throws {
    let collector = Collector()
    collector.stopsAfter = 1
    _ = try read(
      stream(pattern(20)) + stream(pattern(24)), pieces: 1000, into: collector)
    #expect(collector.records.count == 1)
  }
}

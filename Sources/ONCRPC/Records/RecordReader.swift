// SPDX-License-Identifier: Apache-2.0
// Messages out of a byte stream: record marks, fragments, and payload that goes straight to its
// place.

internal import Wire

/// What a stream of records does with what it finds.
protocol RecordConsumer: AnyObject {
  /// A whole record, or its part before a payload that was placed.
  ///
  /// - Parameter placed: payload bytes that went elsewhere; -1 when the record ended inside its
  ///   payload.
  /// - Returns: false to stop reading; the rest of the bytes is dropped.
  func receive(record: RawSpan, placed: Int) -> Bool

  /// Asked once for a record that is longer than the bytes at hand.
  ///
  /// - Parameter prefix: its first bytes, `RecordReader.probeBytes` or more.
  func placement(prefix: RawSpan) -> RecordReader.Placement?
}

/// Why a stream of records cannot be continued.
enum RecordError: Error, Equatable, Sendable {
  /// A record longer than any legal message: the position in the stream is lost, or the peer is
  /// hostile.
  case tooLong(Int, maximum: Int)
  /// A row of empty fragments without an end.
  case emptyFragments
}

/// A record parser (RFC 5531 §11) that is fed with the segments of received chains.
///
/// A record that lies within one segment is handed over in place. Others are put together in a
/// buffer that is used again, save for a payload with a known destination. A class, since its
/// consumer may come back while a record is being handed over.
final class RecordReader {
  /// A payload at the end of a record that goes elsewhere.
  struct Placement {
    /// Bytes of the record before the payload.
    var prefix: Int
    /// Payload bytes.
    var length: Int
    /// Nil throws the payload away.
    var target: (buffer: RPCBuffer, offset: Int)?
  }

  /// Empty fragments in a row that are tolerated.
  static let maximumEmptyFragments = 64
  /// Bytes of a record that a placement may look at: reply header and `RPCSink.prefixBytes` of
  /// results.
  static let probeBytes = RPCSink.prefixBytes + 24
  /// Room that the assembly buffer keeps between records.
  static let retainedBytes = 256 * 1024

  /// Bytes a record may have.
  var maximumRecord: Int

  private var mark: UInt32 = 0
  private var markBytes = 0
  private var fragmentLeft = 0
  private var isLast = false
  private var inFragment = false
  private var emptyFragments = 0
  private var recordBytes = 0  // of this record, marks not counted
  private var assembled: [UInt8] = []
  private var asked = false
  private var placement: Placement?
  private var placed = 0

  init(maximumRecord: Int) { self.maximumRecord = maximumRecord }

  /// Whether the stream is between two records.
  var isIdle: Bool { markBytes == 0 && !inFragment && recordBytes == 0 }

  /// Takes in the next bytes of the stream.
  ///
  /// - Throws: after which the reader must not be used.
  func consume(_ span: RawSpan, _ consumer: some RecordConsumer) throws(RecordError) {
    var offset = 0
    while offset < span.byteCount {
      if isIdle, try deliverInPlace(span, &offset, consumer) {
        if stopped { return }
        continue
      }
      if inFragment {
        takeBody(span, &offset, consumer)
      } else {
        try takeMark(span, &offset)
      }
      guard completeFragment(consumer) else { return }
    }
  }

  private var stopped = false

  /// The common case: a record of one fragment that lies in the segment.
  private func deliverInPlace(
    _ span: RawSpan, _ offset: inout Int, _ consumer: some RecordConsumer
  ) throws(RecordError) -> Bool {
    guard span.byteCount - offset >= RPCRecordMark.byteCount else { return false }
    let mark = RPCRecordMark(word: span.bigEndianWord(at: offset))
    guard mark.isLast, mark.length > 0 else { return false }
    guard mark.length <= maximumRecord else {
      throw .tooLong(mark.length, maximum: maximumRecord)
    }
    let start = offset + RPCRecordMark.byteCount
    guard span.byteCount - start >= mark.length else { return false }
    offset = start + mark.length
    emptyFragments = 0
    stopped = !consumer.receive(record: span.extracting(start..<offset), placed: 0)
    return true
  }

  private func takeMark(_ span: RawSpan, _ offset: inout Int) throws(RecordError) {
    while markBytes < RPCRecordMark.byteCount, offset < span.byteCount {
      mark = mark << 8 | UInt32(span.byte(at: offset))
      markBytes += 1
      offset += 1
    }
    guard markBytes == RPCRecordMark.byteCount else { return }
    let fragment = RPCRecordMark(word: mark)
    markBytes = 0
    mark = 0
    fragmentLeft = fragment.length
    isLast = fragment.isLast
    inFragment = true
    guard recordBytes + fragmentLeft <= maximumRecord else {
      throw .tooLong(recordBytes + fragmentLeft, maximum: maximumRecord)
    }
    emptyFragments = fragmentLeft == 0 ? emptyFragments + 1 : 0
    guard emptyFragments <= Self.maximumEmptyFragments else { throw .emptyFragments }
  }

  private func takeBody(
    _ span: RawSpan, _ offset: inout Int, _ consumer: some RecordConsumer
  ) {
    var count = min(fragmentLeft, span.byteCount - offset)
    if placement == nil, !asked {
      // Stop at the probe, so that what follows can go to its place at once.
      count = min(count, max(Self.probeBytes - assembled.count, 0))
    }
    if let placement, placed < placement.length {
      count = min(count, placement.length - placed)
      if let target = placement.target {
        target.buffer.store(
          span.extracting(offset..<(offset + count)), at: target.offset + placed)
      }
      placed += count
    } else if placement == nil {
      assembled.append(copying: span.extracting(offset..<(offset + count)))
    }  // else: padding behind a placed payload
    advance(count)
    offset += count
    if placement == nil, !asked, assembled.count >= Self.probeBytes { askForPlacement(consumer) }
  }

  private func askForPlacement(_ consumer: some RecordConsumer) {
    asked = true
    var prefix: [UInt8] = []
    swap(&prefix, &assembled)
    if let placement = consumer.placement(prefix: prefix.rawSpan) { adopt(placement, &prefix) }
    swap(&prefix, &assembled)
  }

  private func advance(_ count: Int) {
    fragmentLeft -= count
    recordBytes += count
  }

  /// Moves the payload bytes that the probe took already.
  private func adopt(_ placement: Placement, _ prefix: inout [UInt8]) {
    self.placement = placement
    let early = min(prefix.count - placement.prefix, placement.length)
    if early > 0, let target = placement.target {
      target.buffer.store(
        prefix.rawSpan.extracting(placement.prefix..<(placement.prefix + early)),
        at: target.offset)
    }
    placed = max(early, 0)
    prefix.removeLast(prefix.count - placement.prefix)
  }

  /// Ends fragments and records. Returns false when the consumer wants no more.
  private func completeFragment(_ consumer: some RecordConsumer) -> Bool {
    guard inFragment, fragmentLeft == 0 else { return true }
    inFragment = false
    guard isLast else { return true }
    var record: [UInt8] = []
    swap(&record, &assembled)
    // -1: the record ended inside its payload.
    let isWhole = placed >= placement?.length ?? 0
    let count = isWhole ? placed : -1
    reset()
    let goesOn = consumer.receive(record: record.rawSpan, placed: count)
    if record.capacity <= Self.retainedBytes {
      record.removeAll(keepingCapacity: true)
      assembled = record
    }
    return goesOn
  }

  private func reset() {
    recordBytes = 0
    emptyFragments = 0
    asked = false
    placement = nil
    placed = 0
  }
}

// MARK: - Receiving into place

extension RecordReader {
  /// Memory that the next bytes of the stream belong to; nil when they must be looked at first.
  var directTarget: (buffer: RPCBuffer, range: Range<Int>)? {
    guard inFragment, fragmentLeft > 0, let placement, let target = placement.target else {
      return nil
    }
    let count = min(fragmentLeft, placement.length - placed)
    guard count > 0 else { return nil }
    let start = target.offset + placed
    return (target.buffer, start..<(start + count))
  }

  /// `count` bytes were received into `directTarget`. Returns false when the consumer wants no
  /// more.
  func didReceive(direct count: Int, _ consumer: some RecordConsumer) -> Bool {
    placed += count
    advance(count)
    return completeFragment(consumer)
  }

  /// The owner of the sink lost interest: the rest of the payload goes nowhere.
  func discardPlacement() {
    placement?.target = nil
  }
}

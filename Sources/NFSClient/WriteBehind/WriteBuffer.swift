// SPDX-License-Identifier: Apache-2.0
// The written and not yet committed data of one file, as a state machine without input or output.

import ONCRPC
import Wire

/// Data that only this client can reproduce (RFC 1813 §3.3.7, §3.3.21, §4.8).
///
/// Extents never overlap and are kept in the order of their offsets. Each goes from dirty through in
/// flight to unstable and disappears when a COMMIT with the verifier of its WRITE is answered, or
/// becomes dirty again when the verifier shows that the server may have lost it. Data in flight is
/// never overwritten: the writer waits, so that a late duplicate cannot bring old bytes back.
struct WriteBuffer: Sendable {
  enum State: Equatable, Sendable {
    case dirty
    case inFlight(call: UInt64)
    case unstable(verifier: NFS3Verifier)
  }

  struct Extent: Sendable {
    var offset: UInt64
    var data: DataPiece
    var state: State
    /// The COMMIT under way that covers this extent, or 0.
    var commit: UInt64 = 0

    var count: Int { data.count }
    var end: UInt64 { offset + UInt64(data.count) }
    var range: Range<UInt64> { offset..<end }
  }

  /// One WRITE to send.
  struct Write: Sendable {
    var call: UInt64
    var offset: UInt64
    var data: DataPiece
    var stability: NFS3Stability
  }

  /// One COMMIT to send.
  struct Commit: Equatable, Sendable {
    var id: UInt64
    var offset: UInt64
    var count: UInt32  // 0 means to the end of the file
  }

  /// Rewrites after which data goes out FILE_SYNC, so that a flapping server cannot loop us.
  static let rewritesBeforeFileSync = 2
  /// WRITEs in a row that may take no byte before the file is given up.
  static let maximumEmptyWrites = 3

  /// Bytes of one WRITE; extents are cut at multiples of it.
  let writeBytes: Int
  var extents: [Extent] = []
  /// Bytes held, whatever their state.
  var heldBytes = 0
  var unstableBytes = 0
  var callsInFlight = 0
  private var nextCall: UInt64 = 0
  var nextCommit: UInt64 = 0
  var rewrites = 0
  var emptyWrites = 0

  init(writeBytes: Int) { self.writeBytes = max(1, writeBytes) }

  var isEmpty: Bool { extents.isEmpty }
  /// The end of the last byte held: the file is at least this long, whatever the server says.
  var end: UInt64 { extents.last?.end ?? 0 }
  var hasDirty: Bool { extents.contains { $0.state == .dirty } }
  var hasUnstable: Bool { unstableBytes > 0 }

  // MARK: Writing into the buffer

  func overlapsInFlight(_ range: Range<UInt64>) -> Bool {
    overlapping(range).contains { index in
      if case .inFlight = extents[index].state { true } else { false }
    }
  }

  /// Whether something of a range is still to be sent or answered.
  func isUnanswered(_ range: Range<UInt64>) -> Bool {
    overlapping(range).contains { index in
      if case .unstable = extents[index].state { false } else { true }
    }
  }

  /// Copies bytes in, replacing what was held for their range.
  ///
  /// - Precondition: no overlapping extent is in flight.
  /// - Returns: how much `heldBytes` grew; 0 when all of it replaced older bytes.
  @discardableResult
  mutating func insert(_ bytes: RawSpan, at offset: UInt64) -> Int {
    guard bytes.byteCount > 0 else { return 0 }
    let before = heldBytes
    let range = offset..<offset + UInt64(bytes.byteCount)
    precondition(!overlapsInFlight(range), "overwriting data in flight")
    cutOut(range)
    var done = 0
    while done < bytes.byteCount {
      let at = offset + UInt64(done)
      let boundary = (at / UInt64(writeBytes) + 1) * UInt64(writeBytes)
      let count = Int(min(UInt64(bytes.byteCount - done), boundary - at))
      insertPiece(bytes.extracting(done..<done + count), at: at, room: Int(boundary - at))
      done += count
    }
    return heldBytes - before
  }

  /// Takes a piece over without copying, replacing what was held for its range.
  ///
  /// - Precondition: no overlapping extent is in flight.
  /// - Returns: how much `heldBytes` grew.
  mutating func insert(_ piece: DataPiece, at offset: UInt64) -> Int {
    let before = heldBytes
    let range = offset..<offset + UInt64(piece.count)
    precondition(!overlapsInFlight(range), "overwriting data in flight")
    cutOut(range)
    var index = firstIndex(endingAfter: offset)
    var done = 0
    while done < piece.count {
      let at = offset + UInt64(done)
      let boundary = (at / UInt64(writeBytes) + 1) * UInt64(writeBytes)
      let count = Int(min(UInt64(piece.count - done), boundary - at))
      extents.insert(
        Extent(offset: at, data: piece.part(done..<done + count), state: .dirty), at: index)
      index += 1
      done += count
    }
    heldBytes += piece.count
    return heldBytes - before
  }

  /// Appends to the dirty extent that ends here, unless a boundary lies between, or adds an extent.
  private mutating func insertPiece(_ bytes: RawSpan, at offset: UInt64, room: Int) {
    heldBytes += bytes.byteCount
    let index = firstIndex(endingAfter: offset)
    if index > 0, extents[index - 1].state == .dirty, extents[index - 1].end == offset,
      offset % UInt64(writeBytes) != 0
    {
      extents[index - 1].data.append(bytes, room: room)
      return
    }
    // Behind a full block more is likely to follow: take the room at once.
    let isRun =
      index > 0 && extents[index - 1].end == offset && extents[index - 1].count == writeBytes
    let data = DataPiece(copying: bytes, capacity: isRun ? room : bytes.byteCount)
    extents.insert(Extent(offset: offset, data: data, state: .dirty), at: index)
  }

  /// Removes a range, cutting the extents at its ends in two.
  private mutating func cutOut(_ range: Range<UInt64>) {
    let touched = overlapping(range)
    guard !touched.isEmpty else { return }
    var kept: [Extent] = []
    for extent in extents[touched] {
      heldBytes -= extent.count
      if case .unstable = extent.state { unstableBytes -= extent.count }
      if extent.offset < range.lowerBound {
        kept.append(extent.part(extent.offset..<range.lowerBound))
      }
      if extent.end > range.upperBound { kept.append(extent.part(range.upperBound..<extent.end)) }
    }
    for extent in kept {
      heldBytes += extent.count
      if case .unstable = extent.state { unstableBytes += extent.count }
    }
    extents.replaceSubrange(touched, with: kept)
  }

  /// Forgets what lies past a new end of the file.
  /// - Returns: bytes that are no longer held.
  mutating func truncate(to size: UInt64) -> Int {
    let before = heldBytes
    if end > size { cutOut(size..<end) }
    return before - heldBytes
  }

  // MARK: Sending

  /// The next WRITE to send, or nil.
  ///
  /// - Parameter all: also extents that may still grow.
  mutating func nextWrite(all: Bool) -> Write? {
    guard
      let index = extents.firstIndex(where: { extent in
        extent.state == .dirty && (all || extent.end % UInt64(writeBytes) == 0)
      })
    else { return nil }
    return beginWrite(index, isOnly: false)
  }

  /// The file's only data, to be sent FILE_SYNC: one call instead of WRITE and COMMIT.
  mutating func onlyWrite() -> Write? {
    guard extents.count == 1, extents[0].state == .dirty else { return nil }
    return beginWrite(0, isOnly: true)
  }

  private mutating func beginWrite(_ index: Int, isOnly: Bool) -> Write {
    nextCall += 1
    callsInFlight += 1
    extents[index].state = .inFlight(call: nextCall)
    extents[index].data.seal()
    let isSynchronous = isOnly || rewrites >= WriteBuffer.rewritesBeforeFileSync
    return Write(
      call: nextCall, offset: extents[index].offset, data: extents[index].data,
      stability: isSynchronous ? .fileSync : .unstable)
  }

  // MARK: Finding

  func index(of call: UInt64) -> Int? {
    extents.firstIndex { $0.state == .inFlight(call: call) }
  }

  /// The first extent that ends after `offset`.
  func firstIndex(endingAfter offset: UInt64) -> Int {
    var low = 0
    var high = extents.count
    while low < high {
      let middle = (low + high) / 2
      if extents[middle].end <= offset { low = middle + 1 } else { high = middle }
    }
    return low
  }

  func overlapping(_ range: Range<UInt64>) -> Range<Int> {
    let first = firstIndex(endingAfter: range.lowerBound)
    var last = first
    while last < extents.count, extents[last].offset < range.upperBound { last += 1 }
    return first..<last
  }
}

extension WriteBuffer.Extent {
  /// The part within `part`, in the same state. The bytes are shared, not copied.
  func part(_ part: Range<UInt64>) -> WriteBuffer.Extent {
    var copy = self
    copy.offset = part.lowerBound
    let start = Int(part.lowerBound - offset)
    copy.data = data.part(start..<start + Int(part.upperBound - part.lowerBound))
    return copy
  }
}

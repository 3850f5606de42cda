// SPDX-License-Identifier: Apache-2.0
// Cutting the archive into bands, so that most members lie in one.

/// A band's content, ready to be compressed.
struct FilledBand: Sendable {
  var index: Int
  var content: ByteBuffer
  var isContinued: Bool
  var endsSection: Bool
  var endsStream: Bool
  /// Catalogue lines of the members that end in this band.
  var lines: [UInt8]
}

/// Takes the archive's bytes and cuts them.
///
/// A section is one or more bands that hold whole members. A member that does not fit into the rest
/// of a band starts a new section, unless the band is nearly empty; a member longer than a band runs
/// through several, and the section ends behind it. So bands are removed by sections, and what is
/// left is still an archive. The cuts depend on the members of the section alone: the same members
/// make the same bands again after a crash.
final class BandFiller: PaxSink {
  private let bandBytes: Int
  private let makeBuffer: () -> ByteBuffer
  private(set) var buffer: ByteBuffer
  private(set) var index: Int
  private var isContinued = false
  private var lines: [UInt8] = []
  /// Bands that are full and not yet taken.
  private var ready: [FilledBand] = []

  /// - Parameter index: number of the first band.
  init(bandBytes: Int, index: Int, makeBuffer: @escaping () -> ByteBuffer) {
    self.bandBytes = bandBytes
    self.makeBuffer = makeBuffer
    self.index = index
    buffer = makeBuffer()
  }

  var hasReadyBands: Bool { !ready.isEmpty }

  func takeReady() -> [FilledBand] {
    let taken = ready
    ready = []
    return taken
  }

  /// Ends the section if the next member should not share it.
  ///
  /// - Parameter bytes: what the member will take, about.
  func prepare(forMember bytes: UInt64) {
    guard buffer.count > 0 else { return }
    let isLong = bytes > UInt64(bandBytes)
    let isNearlyEmpty = buffer.count < bandBytes / 8
    if isContinued || (bytes > UInt64(buffer.freeCount) && !(isLong && isNearlyEmpty)) {
      cut(endsSection: true)
    }
  }

  /// Where the next member starts.
  var position: (band: Int, offset: Int) {
    buffer.freeCount == 0 ? (index + 1, 0) : (index, buffer.count)
  }

  /// Room for content that is read in place; a full band is cut first.
  func prepareRoom() -> ByteBuffer {
    if buffer.freeCount == 0 { cut(endsSection: false) }
    return buffer
  }

  func accept(_ bytes: RawSpan) {
    var done = 0
    while done < bytes.byteCount {
      if buffer.freeCount == 0 { cut(endsSection: false) }
      done += buffer.append(bytes.extracting(droppingFirst: done))
    }
  }

  /// Notes that a member is complete, by its catalogue line.
  func completed(_ line: [UInt8]) {
    lines.append(contentsOf: line)
  }

  /// The last band, however short.
  func finish() {
    if buffer.count > 0 { cut(endsSection: true, endsStream: true) }
  }

  private func cut(endsSection: Bool, endsStream: Bool = false) {
    ready.append(
      FilledBand(
        index: index, content: buffer, isContinued: isContinued, endsSection: endsSection,
        endsStream: endsStream, lines: lines))
    lines = []
    index += 1
    isContinued = !endsSection
    buffer = makeBuffer()
  }
}

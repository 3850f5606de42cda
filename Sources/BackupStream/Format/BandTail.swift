// SPDX-License-Identifier: Apache-2.0
// What stands behind the content of a band: the entries that were completed in it.

/// The table of contents at the end of a band.
///
/// It is a skippable frame (RFC 8878 §3.1.2), so that `zstd -d` passes over it: the compressed text,
/// its length, eight letters. A backup that was cut off finds out from it what is already there.
struct BandTail: Equatable {
  static let magic = Array("BANDTAIL".utf8)
  /// Length and letters at the very end.
  static let footerBytes = 12
  static let skippableMagic: UInt32 = 0x184D_2A50
  private static let frameHeaderBytes = 8

  /// Number of the band.
  var index: Int
  /// Bytes of decompressed content.
  var contentBytes: Int
  /// Whether the band starts inside a member.
  var isContinued: Bool
  /// Whether the band ends where a member ends, and the next may be missing or another.
  var endsSection: Bool
  /// Whether the end of the archive is in it: nothing may be added behind.
  var endsStream: Bool
  /// The catalogue lines of the members that end in this band.
  var lines: [UInt8]

  func encode(with compressor: ZstdCompressor) throws(ZstdError) -> [UInt8] {
    var text = Array(
      """
      #mtree
      #band \(index) content=\(contentBytes) continued=\(isContinued ? 1 : 0) \
      section-end=\(endsSection ? 1 : 0) stream-end=\(endsStream ? 1 : 0)

      """.utf8)
    text.append(contentsOf: lines)
    let compressed = try compressor.compress(text)
    var frame: [UInt8] = []
    Self.append(Self.skippableMagic, to: &frame)
    Self.append(UInt32(compressed.count + Self.footerBytes), to: &frame)
    frame.append(contentsOf: compressed)
    Self.append(UInt32(compressed.count), to: &frame)
    frame.append(contentsOf: Self.magic)
    return frame
  }

  /// How many bytes at the end of a band are its tail, told from its last `footerBytes`; nil if it
  /// has none.
  static func tailBytes(footer: some Collection<UInt8>) -> Int? {
    guard footer.count == footerBytes, footer.suffix(8).elementsEqual(magic) else { return nil }
    let length = footer.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= BackupLimits.maximumTailBytes else { return nil }
    return frameHeaderBytes + length + footerBytes
  }

  /// Reads a whole tail.
  init(bytes: [UInt8]) throws {
    guard let count = Self.tailBytes(footer: bytes.suffix(Self.footerBytes)), count == bytes.count
    else { throw FormatError("a band has no table of contents") }
    let compressed = Array(bytes.dropFirst(Self.frameHeaderBytes).dropLast(Self.footerBytes))
    let text = try Zstd.decompressAll(compressed, limit: BackupLimits.maximumTailBytes)
    let parts = text.split(
      separator: UInt8(ascii: "\n"), maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3 else { throw FormatError("a table of contents is cut off") }
    let words = parts[1].split(separator: UInt8(ascii: " "))
    guard words.count == 6, words[0].elementsEqual("#band".utf8) else {
      throw FormatError("a table of contents does not start as one")
    }
    func value(_ word: Int) throws(FormatError) -> Int {
      let equals = words[word].firstIndex(of: UInt8(ascii: "=")) ?? words[word].startIndex
      return try MtreeText.number(words[word][(equals + 1)...])
    }
    index = try MtreeText.number(words[1])
    contentBytes = try value(2)
    isContinued = try value(3) == 1
    endsSection = try value(4) == 1
    endsStream = try value(5) == 1
    lines = Array(parts[2])
  }

  init(
    index: Int, contentBytes: Int, isContinued: Bool, endsSection: Bool, endsStream: Bool,
    lines: [UInt8]
  ) {
    self.index = index
    self.contentBytes = contentBytes
    self.isContinued = isContinued
    self.endsSection = endsSection
    self.endsStream = endsStream
    self.lines = lines
  }

  private static func append(_ value: UInt32, to bytes: inout [UInt8]) {
    for shift: UInt32 in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
  }
}

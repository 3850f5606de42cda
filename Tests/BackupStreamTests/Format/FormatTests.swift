// SPDX-License-Identifier: Apache-2.0
// Catalogue lines, records, tails, paths.

import HostFS
import Testing

@testable import BackupStream

@Suite("Format")
struct FormatTests {
  private func entry(_ path: [UInt8], _ kind: CatalogueEntry.Kind) -> CatalogueEntry {
    let attributes = FileAttributes(
      kind: .regular, permissions: 0o4751, linkCount: 2, owner: 1000, group: 1001,
      size: 12_345_678_901, allocatedBytes: 0, special: DeviceNumber(major: 8, minor: 1),
      identity: FileIdentity(device: DeviceNumber(major: 1, minor: 2), inode: 987_654_321),
      accessTime: FileTime(seconds: 0), modificationTime: FileTime(seconds: -5, nanoseconds: 7),
      changeTime: FileTime(seconds: 1_700_000_000, nanoseconds: 999_999_999), birthTime: nil)
    var entry = CatalogueEntry(
      path: TreePath(bytes: path), kind: kind, attributes: attributes,
      location: StreamLocation(stream: 3, band: 70_000, offset: 1536, bandCount: 2))
    if kind == .file { entry.digest = SHA256Digest(of: path) }
    return entry
  }

  @Test("a file's line is an mtree line, with our own in its tags")
  func line() {
    var text: [UInt8] = []
    entry(Array("a b/\u{e4}".utf8), .file).append(to: &text)
    let digest = SHA256Digest(of: Array("a b/\u{e4}".utf8))
    #expect(
      String(decoding: text, as: UTF8.self)
        == "./a\\040b/\\303\\244 type=file mode=04751 uid=1000 gid=1001 size=12345678901 "
        + "time=-5.000000007 inode=987654321 nlink=2 sha256digest=\(digest) "
        + "tags=at:3:70000:1536:2,ctime:1700000000.999999999\n")
  }

  @Test("every kind of entry and every byte in a name survives the catalogue")
  func roundTrip() throws {
    let odd: [UInt8] = (1...255).filter { $0 != 47 }
    let kinds: [CatalogueEntry.Kind] = [
      .file, .directory, .fifo, .symbolicLink(to: odd + [47] + odd),
      .hardLink(to: TreePath(bytes: odd)), .characterDevice(DeviceNumber(major: 1, minor: 2)),
      .blockDevice(DeviceNumber(major: 300, minor: 70_000)),
    ]
    for kind in kinds {
      for path in [[], odd, Array("x/y".utf8)] {
        var original = entry(path, kind)
        original.isUnsettled = path.isEmpty
        if kind != .file { original.size = 0 }
        var text: [UInt8] = []
        original.append(to: &text)
        #expect(try CatalogueEntry(line: text.dropLast()) == original)
      }
    }
  }

  @Test("lines that no push writes are refused, not believed")
  func badLines() {
    let good = "./a type=file tags=at:1:0:0:1,ctime:1.000000000"
    #expect((try? CatalogueEntry(line: Array(good.utf8)[...])) != nil)
    for bad in [
      "", "../a type=file tags=at:1:0:0:1", "/a type=file tags=at:1:0:0:1",
      "./a/../b type=file tags=at:1:0:0:1", "./a type=file", "./a type=wolf tags=at:1:0:0:1",
      "./a type=file tags=at:1:0:0", "./a type=file tags=at:1:0:0:0",
      "./a type=file tags=at:1:99999999999:0:1", "./a type=file size=-1 tags=at:1:0:0:1",
      "./a type=file size=99999999999999999999 tags=at:1:0:0:1", "./a\\9 type=file tags=at:1:0:0:1",
      "./a\\777 type=file tags=at:1:0:0:1", "./a type=link tags=at:1:0:0:1",
      "./a type=file sha256digest=12 tags=at:1:0:0:1",
    ] {
      #expect(throws: FormatError.self, "\(bad)") {
        try CatalogueEntry(line: Array(bad.utf8)[...])
      }
    }
  }

  @Test("paths are in the order of a walk")
  func order() {
    let sorted = ["", "a", "a/b", "a/b/c", "a/c", "a b", "a-b", "a.txt", "b"].map {
      TreePath($0)
    }
    #expect(sorted.shuffled().sorted() == sorted)
    #expect(TreePath("a/b").isWithin(TreePath("a")))
    #expect(!TreePath("ab").isWithin(TreePath("a")))
  }

  @Test("a record that lost or gained a byte is damaged")
  func record() throws {
    var record = RecordText(kind: "thing")
    record.append("number", "5")
    record.append("source", text: "/home/\u{e4} b")
    let bytes = record.bytes
    let back = try RecordText(kind: "thing", bytes: bytes)
    #expect(try back.number("number") as Int == 5)
    #expect(try back.text("source") == "/home/\u{e4} b")
    for position in bytes.indices {
      var damaged = bytes
      damaged[position] ^= 1
      #expect(throws: FormatError.self) { try RecordText(kind: "thing", bytes: damaged) }
      #expect(throws: FormatError.self) {
        try RecordText(kind: "thing", bytes: Array(bytes.prefix(position)))
      }
    }
    #expect(throws: FormatError.self) { try RecordText(kind: "other", bytes: bytes) }
  }

  @Test("a band's tail is found from its end and says what is in the band")
  func tail() throws {
    let tail = BandTail(
      index: 7, contentBytes: 4096, isContinued: true, endsSection: true, endsStream: false,
      lines: Array("./a type=file\n".utf8))
    let bytes = try tail.encode(with: ZstdCompressor(level: 3))
    #expect(BandTail.tailBytes(footer: bytes.suffix(12)) == bytes.count)
    #expect(try BandTail(bytes: bytes) == tail)
    #expect(Array(bytes.prefix(4)) == [0x50, 0x2A, 0x4D, 0x18])
    // A decompressor passes over it.
    let frame = try ZstdCompressor(level: 1).compress(Array("content".utf8))
    #expect(try Zstd.decompressAll(frame + bytes, limit: 100) == Array("content".utf8))
  }

  @Test("moments are written as ISO 8601 has them")
  func dates() {
    #expect("\(UTCDate(0))" == "1970-01-01T00:00:00Z")
    #expect("\(UTCDate(951_782_400))" == "2000-02-29T00:00:00Z")
    #expect("\(UTCDate(-1))" == "1969-12-31T23:59:59Z")
    #expect("\(UTCDate(4_102_444_799))" == "2099-12-31T23:59:59Z")
  }

  @Test("patterns")
  func patterns() {
    func matches(_ pattern: String, _ text: String) -> Bool {
      PathFilter.matches(Array(pattern.utf8)[...], Array(text.utf8)[...])
    }
    #expect(matches("*.o", "x.o"))
    #expect(!matches("*.o", "d/x.o"))
    #expect(matches("**.o", "d/x.o"))
    #expect(matches("a?c", "abc"))
    #expect(!matches("a?c", "a/c"))
    #expect(matches("a*b*c", "aXbYbZc"))
    #expect(!matches("a*b", "aXc"))
  }
}

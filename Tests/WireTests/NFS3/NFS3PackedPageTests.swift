// SPDX-License-Identifier: Apache-2.0
// Directory pages that are decoded one entry at a time, against those decoded at once.

import Testing
import Wire

@Suite("Packed directory pages")
struct NFS3PackedPageTests {
  private static let names = [
    "a", "..", "four", "a name that does not fit inline, of 48 bytes.", "ü",
  ]

  private static func page() -> NFS3DirectoryPage<NFS3DirectoryEntryPlus> {
    let entries = names.enumerated().map { index, name in
      NFS3DirectoryEntryPlus(
        entry: NFS3DirectoryEntry(
          fileID: UInt64(index), name: NFS3Name(name), cookie: UInt64(100 + index)),
        attributes: index == 1 ? nil : NFS3Attributes(type: .regular, mode: 0o644, size: 7),
        file: index == 2 ? nil : NFS3FileHandle([1, 2, 3, UInt8(index), 5]))
    }
    return NFS3DirectoryPage(
      directoryAttributes: NFS3Attributes(type: .directory, mode: 0o755),
      verifier: .init(rawValue: 9), entries: entries, isEndOfDirectory: false)
  }

  @Test("every entry comes out as it does of a page decoded at once")
  func sameEntries() throws {
    let page = Self.page()
    let packed = try decoded(NFS3PackedPage<NFS3DirectoryEntryPlus>.self, encoded(page))
    #expect(packed.count == page.entries.count && packed.lastCookie == 104)
    #expect(packed.verifier == page.verifier && !packed.isEndOfDirectory)
    #expect(Self.entries(packed) == page.entries)
    #expect(encoded(packed) == encoded(page))
  }

  @Test("entries of READDIR come without attributes and handle")
  func plainEntries() throws {
    let entry = NFS3DirectoryEntry(fileID: 4, name: "n", cookie: 5)
    let page = NFS3DirectoryPage(
      directoryAttributes: nil, verifier: .zero, entries: [entry, entry], isEndOfDirectory: true)
    let packed = try decoded(NFS3PackedPage<NFS3DirectoryEntry>.self, encoded(page))
    let wanted = NFS3DirectoryEntryPlus(entry: entry, attributes: nil, file: nil)
    #expect(Self.entries(packed) == [wanted, wanted])
  }

  @Test("a page that is cut short anywhere is refused, as one decoded at once is")
  func truncated() {
    let bytes = encoded(Self.page())
    for count in 0..<bytes.count {
      #expect(throws: XDRError.self) {
        try decoded(NFS3PackedPage<NFS3DirectoryEntryPlus>.self, Array(bytes.prefix(count)))
      }
    }
  }

  @Test("whatever one word is replaced by, both decoders agree on whether it is a page, and which")
  func damaged() {
    var writer = XDRWriter()
    Self.page().encode(into: &writer)
    for offset in stride(from: 0, to: writer.count, by: 4) {
      for value: UInt32 in [0, 1, 2, 8, 65, 1025, .max] {
        var damaged = writer
        damaged.patch(value, at: offset)
        let whole = try? decoded(NFS3DirectoryPage<NFS3DirectoryEntryPlus>.self, damaged.bytes)
        let packed = try? decoded(NFS3PackedPage<NFS3DirectoryEntryPlus>.self, damaged.bytes)
        #expect(packed.map(Self.entries) == whole?.entries, "\(value) at \(offset)")
      }
    }
  }

  private static func entries<Entry>(_ page: NFS3PackedPage<Entry>) -> [NFS3DirectoryEntryPlus] {
    var entries = page.entries
    var found: [NFS3DirectoryEntryPlus] = []
    while let entry = entries.next() { found.append(entry) }
    return found
  }
}

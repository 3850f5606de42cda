// SPDX-License-Identifier: Apache-2.0
// Every argument and result of NFS version 3: what is encoded decodes to an equal value.

import Testing
import Wire

/// A value to encode, decode and cut short, its type erased.
struct CodecCase: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var bytes: [UInt8]
  var roundTrip: @Sendable ([UInt8]) throws(XDRError) -> Bool

  init<Value: XDRCodable & Equatable & Sendable>(_ name: String, _ value: Value) {
    testDescription = name
    bytes = encoded(value)
    roundTrip = { (bytes) throws(XDRError) in try decoded(Value.self, bytes) == value }
  }

  static let arguments: [CodecCase] = [
    CodecCase("GETATTR", NFS3HandleArguments(file: Sample.otherHandle)),
    CodecCase(
      "SETATTR",
      NFS3SetAttributesArguments(
        file: Sample.handle, attributes: Sample.setAttributes, guardChangeTime: Sample.time)),
    CodecCase("LOOKUP", Sample.location),
    CodecCase("ACCESS", NFS3AccessArguments(file: Sample.handle, rights: .all)),
    CodecCase("READ", NFS3ReadArguments(file: Sample.handle, offset: 1 << 33, count: 65536)),
    CodecCase(
      "CREATE unchecked",
      NFS3CreateArguments(location: Sample.location, mode: .unchecked(Sample.setAttributes))),
    CodecCase(
      "CREATE guarded", NFS3CreateArguments(location: Sample.location, mode: .guarded(.init()))),
    CodecCase(
      "CREATE exclusive",
      NFS3CreateArguments(location: Sample.location, mode: .exclusive(.init(rawValue: 7)))),
    CodecCase(
      "MKDIR",
      NFS3MakeDirectoryArguments(location: Sample.location, attributes: Sample.setAttributes)),
    CodecCase(
      "SYMLINK",
      NFS3SymbolicLinkArguments(
        location: Sample.location, attributes: .init(), path: "../elsewhere")),
    CodecCase(
      "MKNOD device",
      NFS3MakeNodeArguments(
        location: Sample.location,
        kind: .blockDevice(Sample.setAttributes, NFS3Device(major: 1, minor: 2)))),
    CodecCase(
      "MKNOD fifo", NFS3MakeNodeArguments(location: Sample.location, kind: .fifo(.init()))),
    CodecCase(
      "MKNOD socket", NFS3MakeNodeArguments(location: Sample.location, kind: .socket(.init()))),
    CodecCase("RENAME", NFS3RenameArguments(from: Sample.location, to: Sample.location)),
    CodecCase("LINK", NFS3LinkArguments(file: Sample.otherHandle, link: Sample.location)),
    CodecCase(
      "READDIR",
      NFS3ReadDirectoryArguments(
        directory: Sample.handle, cookie: 1, verifier: .init(rawValue: 2), count: 3)),
    CodecCase(
      "READDIRPLUS",
      NFS3ReadDirectoryPlusArguments(
        directory: Sample.handle, cookie: 1, verifier: .init(rawValue: 2), directoryCount: 3,
        maximumCount: 4)),
    CodecCase("COMMIT", NFS3CommitArguments(file: Sample.handle, offset: 1, count: 0)),
  ]

  static let results: [CodecCase] = [
    CodecCase("GETATTR", NFS3GetAttributesResult.success(Sample.attributes)),
    CodecCase("GETATTR failed", NFS3GetAttributesResult.failure(.stale, NFS3Void())),
    CodecCase("SETATTR", NFS3SetAttributesResult.success(Sample.cacheData)),
    CodecCase(
      "LOOKUP",
      NFS3LookupResult.success(
        NFS3LookupSuccess(
          file: Sample.handle, attributes: Sample.attributes, directoryAttributes: nil))),
    CodecCase("LOOKUP failed", NFS3LookupResult.failure(.noEntry, Sample.attributes)),
    CodecCase(
      "ACCESS",
      NFS3AccessResult.success(NFS3AccessSuccess(attributes: nil, rights: [.read, .execute]))),
    CodecCase(
      "READLINK",
      NFS3ReadLinkResult.success(
        NFS3ReadLinkSuccess(attributes: Sample.attributes, path: "a/b"))),
    CodecCase("READ failed", NFS3ReadResult.failure(.io, Sample.attributes)),
    CodecCase(
      "WRITE",
      NFS3WriteResult.success(
        NFS3WriteSuccess(
          cacheData: Sample.cacheData, count: 5, stability: .dataSync,
          verifier: .init(rawValue: .max)))),
    CodecCase(
      "CREATE",
      NFS3CreateResult.success(
        NFS3CreateSuccess(
          file: Sample.handle, attributes: Sample.attributes,
          directoryCacheData: Sample.cacheData))),
    CodecCase("CREATE failed", NFS3CreateResult.failure(.exists, NFS3WeakCacheData())),
    CodecCase("REMOVE", NFS3RemoveResult.success(Sample.cacheData)),
    CodecCase(
      "RENAME",
      NFS3RenameResult.success(
        NFS3RenameCacheData(from: Sample.cacheData, to: NFS3WeakCacheData()))),
    CodecCase(
      "LINK failed",
      NFS3LinkResult.failure(
        .tooManyLinks,
        NFS3LinkCacheData(
          attributes: Sample.attributes, directoryCacheData: Sample.cacheData))),
    CodecCase(
      "READDIR",
      NFS3ReadDirectoryResult.success(
        NFS3DirectoryPage(
          directoryAttributes: Sample.attributes, verifier: .init(rawValue: 3),
          entries: [Sample.entry, Sample.entry], isEndOfDirectory: false))),
    CodecCase(
      "READDIRPLUS",
      NFS3ReadDirectoryPlusResult.success(
        NFS3DirectoryPage(
          directoryAttributes: nil, verifier: .zero,
          entries: [
            NFS3DirectoryEntryPlus(
              entry: Sample.entry, attributes: Sample.attributes, file: Sample.handle),
            NFS3DirectoryEntryPlus(entry: Sample.entry, attributes: nil, file: nil),
          ], isEndOfDirectory: true))),
    CodecCase(
      "FSSTAT",
      NFS3FileSystemStatusResult.success(
        NFS3FileSystemStatus(
          attributes: Sample.attributes, totalBytes: 1, freeBytes: 2, availableBytes: 3,
          totalFiles: 4, freeFiles: 5, availableFiles: 6, unchangedSeconds: 7))),
    CodecCase(
      "FSINFO",
      NFS3FileSystemInfoResult.success(
        NFS3FileSystemInfo(
          attributes: nil, readMaximum: 1, readPreferred: 2, readMultiple: 3, writeMaximum: 4,
          writePreferred: 5, writeMultiple: 6, directoryPreferred: 7, maximumFileBytes: 8,
          timeResolution: Sample.time, properties: [.hardLinks, .canSetTime]))),
    CodecCase(
      "PATHCONF",
      NFS3PathConfigurationResult.success(
        NFS3PathConfiguration(
          attributes: Sample.attributes, maximumLinks: 1, maximumNameBytes: 255,
          refusesLongNames: true, isChangeOwnerRestricted: false, isCaseInsensitive: true,
          isCasePreserving: false))),
    CodecCase(
      "COMMIT",
      NFS3CommitResult.success(
        NFS3CommitSuccess(cacheData: Sample.cacheData, verifier: .init(rawValue: 4)))),
  ]
}

@Suite("NFS version 3 codecs")
struct NFS3CodecTests {
  @Test("decoding reverses encoding", arguments: CodecCase.arguments + CodecCase.results)
  func roundTrip(_ sample: CodecCase) throws {
    #expect(try sample.roundTrip(sample.bytes))
    #expect(sample.bytes.count % 4 == 0)
  }

  @Test(
    "a value cut short at any word is refused", arguments: CodecCase.arguments + CodecCase.results)
  func everyPrefix(_ sample: CodecCase) {
    for count in stride(from: 0, to: sample.bytes.count, by: 4) {
      #expect(throws: XDRError.self, "prefix of \(count) bytes") {
        try sample.roundTrip(Array(sample.bytes[..<count]))
      }
    }
  }

  @Test("GETATTR attributes take 84 bytes")
  func attributeBytes() {
    #expect(encoded(Sample.attributes).count == 84)
  }

  @Test("a LOOKUP call is handle, then name, each with its padding")
  func lookupBytes() {
    let bytes = encoded(
      NFS3DirectoryArguments(directory: NFS3FileHandle([0xAA, 0xBB, 0xCC])!, name: "ab"))
    #expect(
      bytes == [
        0, 0, 0, 3, 0xAA, 0xBB, 0xCC, 0,  // handle, one byte of padding
        0, 0, 0, 2, 0x61, 0x62, 0, 0,  // name, two bytes of padding
      ])
  }

  @Test("a handle longer than 64 bytes is refused before its bytes are read")
  func longHandle() {
    #expect(throws: XDRError.tooLong(at: 0, length: 65, maximum: 64)) {
      try decoded(NFS3FileHandle.self, [0, 0, 0, 65])
    }
  }

  @Test("dirty padding does not make two handles different")
  func dirtyPadding() throws {
    let dirty = try decoded(NFS3FileHandle.self, [0, 0, 0, 2, 1, 2, 0xEE, 0xEE])
    #expect(dirty == NFS3FileHandle([1, 2]))
    #expect(dirty.hashValue == NFS3FileHandle([1, 2])!.hashValue)
    #expect(dirty.bytes == [1, 2])
    #expect(dirty.description == "0102")
  }

  @Test("a file type outside 1 to 7 is refused", arguments: [UInt8(0), 8])
  func unknownType(_ number: UInt8) {
    #expect(throws: XDRError.invalidValue(at: 0, value: UInt32(number))) {
      try decoded(NFS3FileType.self, [0, 0, 0, number])
    }
  }

  @Test("a status the RFC does not list keeps its number")
  func unknownStatus() throws {
    let status = try decoded(NFS3Status.self, [0, 0, 0x30, 0x39])
    #expect(status.rawValue == 12345)
    #expect(status.description == "NFS3ERR_12345")
    #expect(NFS3Status.jukebox.description == "NFS3ERR_JUKEBOX")
  }
}

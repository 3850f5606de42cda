// SPDX-License-Identifier: Apache-2.0
// Files, directories and forks on a real server.

import AFPClient
import SystemPackage
import Testing
import Wire

@Suite("live AFP server", .enabled(if: LiveServer.isPresent), .serialized)
struct LiveVolumeTests {
  @Test("status names the server, its versions and its login methods")
  func status() async throws {
    let url = try #require(LiveServer.url)
    let information = try await AFPSession.serverInformation(host: url.host, port: url.port)
    #expect(!information.machineType.isEmpty)
    #expect(AFPVersion.highest(offered: information.versions) != nil)
    #expect(!information.authenticationMethods.isEmpty)
  }

  @Test("every version from 3.1 to 3.4 that the server offers can be used")
  func versions() async throws {
    for version in AFPVersion.allCases {
      var configuration = AFPConfiguration()
      configuration.highestVersion = version
      try await LiveServer.inDirectory(configuration) { volume, directory in
        #expect(volume.session.version <= version)
        try await volume.writeFile("\(directory)/v", Array("abc".utf8))
        #expect(try await volume.readFile("\(directory)/v") == Array("abc".utf8))
      }
    }
  }

  @Test("what is written at an offset is read back, and the length follows")
  func readAndWrite() async throws {
    try await LiveServer.inDirectory { volume, directory in
      let path = "\(directory)/data"
      try await volume.createFile(path)
      let block = (0..<3_571).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      let pattern = Array(repeatElement(block, count: 900).joined())
      try await volume.withFork(path, mode: [.read, .write]) { fork throws(AFPError) in
        try await fork.write(pattern, at: 17)
        #expect(try await fork.read(at: 17, count: pattern.count) == pattern)
        #expect(try await fork.read(at: 0, count: 17) == [UInt8](repeating: 0, count: 17))
        #expect(try await fork.read(at: 17, count: pattern.count + 100) == pattern)
        #expect(try await fork.read(at: UInt64(pattern.count) + 17, count: 1) == [])
        #expect(try await fork.length() == UInt64(pattern.count) + 17)
        try await fork.setLength(20)
        #expect(try await fork.read(at: 17, count: 10) == Array(pattern[..<3]))
        try await fork.sync()
      }
      #expect(try await volume.status(of: path).size == 20)
    }
  }

  @Test("offsets around 2^31 and 2^32 and beyond are kept")
  func largeOffsets() async throws {
    try await LiveServer.inDirectory { volume, directory in
      let path = "\(directory)/sparse"
      try await volume.createFile(path)
      try await volume.withFork(path, mode: [.read, .write]) { fork throws(AFPError) in
        for offset in [UInt64(1) << 31, 1 << 32, 5 << 30] as [UInt64] {
          let bytes = withoutZeros(offset)
          try await fork.write(bytes, at: offset - 4)
          #expect(try await fork.read(at: offset - 4, count: 8) == bytes)
        }
        #expect(try await fork.length() == (5 << 30) + 4)
      }
      #expect(try await volume.status(of: path).size == (5 << 30) + 4)
    }
  }

  private func withoutZeros(_ seed: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: seed >> 28 &+ UInt64($0)) | 1 }
  }

  @Test("writes behind are confirmed by settle, and their bytes are all there")
  func writeBehind() async throws {
    try await LiveServer.inDirectory { volume, directory in
      let path = "\(directory)/behind"
      try await volume.createFile(path)
      let piece = 300_000
      try await volume.withFork(path, mode: [.read, .write]) { fork throws(AFPError) in
        for index in 0..<40 {
          let bytes = [UInt8](repeating: UInt8(index), count: piece)
          try await fork.write(behind: bytes, at: UInt64(index * piece), window: 2 << 20)
        }
        try await fork.settle()
        #expect(try await fork.length() == UInt64(40 * piece))
        for index in 0..<40 {
          let back = try await fork.read(at: UInt64(index * piece + piece - 1), count: 1)
          #expect(back == [UInt8(index)])
        }
      }
    }
  }

  @Test("creating is exclusive, and renaming never replaces unless asked")
  func names() async throws {
    try await LiveServer.inDirectory { volume, directory in
      try await volume.writeFile("\(directory)/a", Array("first".utf8))
      await #expect { try await volume.createFile("\(directory)/a") } throws: {
        ($0 as? AFPError)?.resultCode == .objectExists
      }
      try await volume.writeFile("\(directory)/b", Array("second".utf8))
      await #expect { try await volume.rename("\(directory)/b", to: "\(directory)/a") } throws: {
        ($0 as? AFPError)?.errno == .fileExists
      }
      try await volume.rename("\(directory)/b", replacing: "\(directory)/a")
      #expect(try await volume.readFile("\(directory)/a") == Array("second".utf8))
      #expect(try await volume.allEntries(of: directory).map(\.name) == ["a"])

      try await volume.makeDirectory("\(directory)/x/y/z", withParents: true)
      try await volume.makeDirectory("\(directory)/x/y/z", withParents: true)
      try await volume.rename("\(directory)/a", to: "\(directory)/x/y/c")
      #expect(try await volume.exists("\(directory)/a") == false)
      #expect(try await volume.status(of: "\(directory)/x/y/c").size == 6)
      try await volume.rename("\(directory)/x", to: "\(directory)/w")
      #expect(try await volume.readFile("\(directory)/w/y/c") == Array("second".utf8))
      #expect(try await volume.exists("\(directory)/x/y/c") == false)
      try await volume.copyFile("\(directory)/w/y/c", to: "\(directory)/copy")
      #expect(try await volume.readFile("\(directory)/copy") == Array("second".utf8))
      await #expect { try await volume.delete("\(directory)/w") } throws: {
        ($0 as? AFPError)?.resultCode == .directoryNotEmpty
      }
    }
  }

  @Test("composed, decomposed, long, hidden and colon names come back as they are")
  func spelling() async throws {
    try await LiveServer.inDirectory { volume, directory in
      let names = [
        "caf\u{e9}", "😀 smile", ".hidden", "a:b", String(repeating: "n", count: 240), "with blank ",
        "日本語", "\u{2126}ohm",
      ]
      for name in names { try await volume.writeFile("\(directory)/\(name)", Array(name.utf8)) }
      let listed = Set(try await volume.allEntries(of: directory).map(\.name))
      #expect(listed == Set(names))
      for name in names {
        #expect(try await volume.readFile("\(directory)/\(name)") == Array(name.utf8))
      }
      #expect(try await volume.exists("\(directory)/cafe\u{301}"))
      for bad in ["..", ".", String(repeating: "n", count: 256)] {
        await #expect { try await volume.exists("\(directory)/\(bad)") } throws: {
          if case .invalidName = ($0 as? AFPError)?.reason { true } else { false }
        }
      }
    }
  }

  @Test("three thousand entries are listed completely, page by page")
  func manyEntries() async throws {
    try await LiveServer.inDirectory { volume, directory in
      let count = 3000
      try await withThrowingTaskGroup(of: Void.self) { group in
        for lane in 0..<8 {
          group.addTask {
            for index in stride(from: lane, to: count, by: 8) {
              try await volume.createFile("\(directory)/entry-\(index)")
            }
          }
        }
        try await group.waitForAll()
      }
      var seen: Set<String> = []
      for try await item in volume.entries(of: directory) {
        #expect(!item.isDirectory && item.nodeID.isAddressable)
        seen.insert(item.name)
      }
      #expect(seen == Set((0..<count).map { "entry-\($0)" }))
    }
  }

  @Test("dates, modes and extended attributes are stored")
  func metadata() async throws {
    try await LiveServer.inDirectory { volume, directory in
      let path = "\(directory)/m"
      try await volume.writeFile(path, [1])
      let date = AFPDate(clampingUnixSeconds: 631_152_000)  // 1990
      try await volume.set(AFPItemSettings(modificationDate: date), of: path)
      #expect(try await volume.status(of: path).modificationDate == date)
      #expect(try await volume.extendedAttribute("kpi.none", of: path) == nil)
      try await volume.setExtendedAttribute("kpi.test", of: path, to: Array("value".utf8))
      #expect(try await volume.extendedAttribute("kpi.test", of: path) == Array("value".utf8))
      #expect(try await volume.extendedAttributeNames(of: path).contains("kpi.test"))
      await #expect {
        try await volume.setExtendedAttribute("kpi.test", of: path, to: [1], flags: .create)
      } throws: {
        ($0 as? AFPError)?.resultCode == .objectExists
      }
      try await volume.removeExtendedAttribute("kpi.test", of: path)
      #expect(try await volume.extendedAttribute("kpi.test", of: path) == nil)
    }
  }

  @Test("sync of forks, directories and the root succeeds, and a missing directory is found out")
  func syncing() async throws {
    try await LiveServer.inDirectory { volume, directory in
      try await volume.writeFile("\(directory)/s", [1, 2, 3])
      try await volume.syncDirectory(directory)
      try await volume.syncDirectory("")
      await #expect(throws: AFPError.self) {
        try await volume.syncDirectory("\(directory)/nothing")
      }
    }
  }

  @Test("deny modes and locks hold against a second session")
  func denyModes() async throws {
    try await LiveServer.inDirectory { volume, directory in
      let path = "\(directory)/locked"
      try await volume.writeFile(path, [1])
      let other = try await LiveServer.session()
      let otherVolume = try await other.openVolume(volume.name)
      let fork = try await volume.openFork(path, mode: [.read, .write, .denyRead, .denyWrite])
      await #expect { try await otherVolume.openFork(path, mode: .read) } throws: {
        ($0 as? AFPError)?.resultCode == .denyConflict
      }
      try await fork.close()
      let first = try await volume.openFork(path, mode: [.read, .write])
      let second = try await otherVolume.openFork(path, mode: [.read, .write])
      try await first.lock(at: 0, length: 10)
      await #expect { try await second.lock(at: 5, length: 1) } throws: {
        ($0 as? AFPError)?.resultCode == .lockError
      }
      try await first.unlock(at: 0, length: 10)
      try await second.lock(at: 5, length: 1)
      try await second.close()
      try await first.close()
      await other.close()
    }
  }

  @Test("sizes of the volume are there")
  func sizes() async throws {
    try await LiveServer.inDirectory { volume, _ in
      let parameters = try await volume.parameters()
      #expect((parameters.bytesTotal ?? 0) > 0)
      #expect((parameters.bytesFree ?? 0) <= (parameters.bytesTotal ?? 0))
    }
  }
}

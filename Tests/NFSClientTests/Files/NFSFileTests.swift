// SPDX-License-Identifier: Apache-2.0
// Files: what is written is read, here, elsewhere and on the server's disk.

import NFSServer
import ONCRPC
import Testing
import Wire

@testable import NFSClient

@Suite("Files", .timeLimit(.minutes(2)))
struct NFSFileTests {
  @Test(
    "contents of any size come back, byte for byte", arguments: TestPlace.available,
    [0, 1, 4095, 4096, 4097, 100_003])
  func sizes(_ place: TestPlace, _ size: Int) async throws {
    try await TestMount.with(place) { test in
      let bytes = pattern(size, seed: UInt64(size))
      try await test.mount.writeFile(test.path("f"), bytes)
      #expect(try await test.mount.readFile(test.path("f")) == bytes)
      #expect(try await test.mount.stat(test.path("f")).attributes.size == UInt64(size))
      if let local = test.local { #expect(try local.bytes("f") == bytes) }
    }
  }

  @Test("data that is not yet sent is read back, and counts for the size")
  func ownData() async throws {
    try await TestMount.with { test in
      let file = try await test.mount.open("f", [.read, .write, .create])
      try await file.write([1, 2, 3], at: 10)
      let zeros = [UInt8](repeating: 0, count: 10)
      #expect(try await file.read(at: 0, count: 100) == zeros + [1, 2, 3])
      #expect(try await file.attributes().size == 13)
      try await file.write([9], at: 11)
      #expect(try await file.read(at: 10, count: 3) == [1, 9, 3])
      try await file.close()
      #expect(try await test.mount.readFile("f") == zeros + [1, 9, 3])
    }
  }

  @Test("a sequential reader in small steps gets every byte, from few READs")
  func readAhead() async throws {
    try await TestMount.with { test in
      let bytes = pattern(64 << 10)
      try await test.mount.writeFile("f", bytes)
      let file = try await test.mount.open("f")
      var found: [UInt8] = []
      while true {
        let part = try await file.read(at: UInt64(found.count), count: 100)
        if part.isEmpty { break }
        found += part
      }
      #expect(found == bytes)
      let reads = await test.mount.client.rpc.statistics.procedures.first {
        $0.procedure == NFS3Client.procedure(.read)
      }
      let calls = try #require(reads).calls
      #expect(calls < 40)
      try await file.close()
    }
  }

  @Test("chunks come in order and end with the file", arguments: [1, 8])
  func chunks(_ width: Int) async throws {
    try await TestMount.with { test in
      let bytes = pattern(50_000)
      try await test.mount.writeFile("f", bytes)
      let file = try await test.mount.open("f")
      var reader = file.chunks(from: 100, count: 40_000, width: width)
      var found: [UInt8] = []
      while let chunk = try await reader.next() { found += chunk.buffer.bytes(0..<chunk.count) }
      #expect(found == Array(bytes[100..<40_100]))
      try await file.close()
    }
  }

  @Test(
    "what one client closed, another that opens afterwards reads", arguments: TestPlace.available)
  func closeToOpen(_ place: TestPlace) async throws {
    try await TestMount.with(place) { test in
      let text = try #require(test.server?.url() ?? TestPlace.externalURL)
      let url = try NFSURL(text)
      let other = try await NFSMount(
        url, configuration: NFSConfiguration.test.applying(url.options))
      let path = test.path("f")
      for turn in 0..<6 {
        let bytes = pattern(5000 + turn, seed: UInt64(turn))
        let (writer, reader) = turn % 2 == 0 ? (test.mount, other) : (other, test.mount)
        try await writer.writeFile(path, bytes)
        #expect(try await reader.readFile(path) == bytes, "turn \(turn)")
      }
      try await other.close()
    }
  }

  @Test("only one of many exclusive creators wins", arguments: TestPlace.available)
  func exclusive(_ place: TestPlace) async throws {
    try await TestMount.with(place) { test in
      let winners = await withTaskGroup(of: Bool.self) { group in
        for _ in 0..<8 {
          group.addTask {
            guard
              let file = try? await test.mount.open(
                test.path("lock"), [.write, .create, .exclusive], mode: 0o640)
            else { return false }
            try? await file.close()
            return true
          }
        }
        return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(winners == 1)
      let found = try await test.mount.stat(test.path("lock")).attributes
      #expect(found.mode & 0o777 == 0o640)
    }
  }

  @Test("a writer with little memory gets its data through")
  func smallBudget() async throws {
    try await TestMount.with(.memory) {
      $0.dirtyBudgetBytes = 16 << 10
      $0.maximumWritesInFlight = 2
    } _: { test in
      let bytes = pattern(500_000)
      let file = try await test.mount.open("f", [.write, .create])
      var offset = 0
      while offset < bytes.count {
        let end = min(offset + 3000, bytes.count)
        try await file.write(Array(bytes[offset..<end]), at: UInt64(offset))
        #expect(test.mount.dirtyBudget.used <= 16 << 10)
        offset = end
      }
      try await file.close()
      #expect(try await test.mount.readFile("f") == bytes)
      #expect(test.mount.dirtyBudget.used == 0)
      #expect(test.mount.readAheadBudget.used == 0)
    }
  }

  @Test("many tasks that write one file beside each other lose nothing")
  func concurrentWriters() async throws {
    try await TestMount.with { test in
      let file = try await test.mount.open("f", [.read, .write, .create])
      try await withThrowingTaskGroup(of: Void.self) { group in
        for task in 0..<8 {
          group.addTask {
            for step in 0..<20 {
              let at = UInt64((step * 8 + task) * 1000)
              try await file.write([UInt8](repeating: UInt8(task + 1), count: 1000), at: at)
            }
          }
        }
        try await group.waitForAll()
      }
      try await file.close()
      let bytes = try await test.mount.readFile("f")
      #expect(bytes.count == 160_000)
      #expect(bytes.indices.allSatisfy { bytes[$0] == UInt8($0 / 1000 % 8 + 1) })
    }
  }

  @Test("a buffer that is handed over is written")
  func handedOver() async throws {
    try await TestMount.with { test in
      let bytes = pattern(10_000)
      let file = try await test.mount.open("f", [.write, .create])
      try await file.write(handingOver: RPCBuffer(bytes), 0..<10_000, at: 0)
      try await file.close()
      #expect(try await test.mount.readFile("f") == bytes)
    }
  }
}

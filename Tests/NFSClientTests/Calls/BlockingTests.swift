// SPDX-License-Identifier: Apache-2.0
// Calls on the caller's own thread give the same answers.

import Foundation
import NFSServer
import ONCRPC
import Testing
import Wire

@testable import NFSClient

@Suite("Blocking calls", .timeLimit(.minutes(1)))
struct BlockingTests {
  @Test("GETATTR, LOOKUP and READ from a thread answer as they do for tasks")
  func sameAnswers() async throws {
    try await TestMount.with { test in
      let bytes = pattern(1000)
      try await test.mount.writeFile("f", bytes)
      let client = test.mount.client
      let root = test.mount.root
      let found = await withCheckedContinuation { continuation in
        Thread.detachNewThread {
          continuation.resume(
            returning: Result { () throws -> (NFS3Attributes, [UInt8]) in
              try client.blocking.null()
              let file = try client.blocking.lookup(
                NFS3DirectoryArguments(directory: root, name: "f")
              ).value("LOOKUP").file
              let buffer = RPCBuffer(capacity: 2000)
              let read = try client.blocking.read(
                NFS3ReadArguments(file: file, offset: 0, count: 2000), into: buffer, 0..<2000
              ).value("READ")
              let attributes = try client.blocking.getAttributes(file).value("GETATTR")
              return (attributes, buffer.bytes(0..<Int(read.count)))
            })
        }
      }
      let (attributes, data) = try found.get()
      #expect(attributes.size == 1000)
      #expect(data == bytes)
    }
  }

  @Test("JUKEBOX is waited out on the thread")
  func jukebox() async throws {
    let busy = FaultRule(.status(.jukebox), procedures: ["GETATTR"], count: 3)
    try await TestMount.with(faults: [busy]) { test in
      let (client, root) = (test.mount.client, test.mount.root)
      let type = await withCheckedContinuation { continuation in
        Thread.detachNewThread {
          continuation.resume(
            returning: Result { try client.blocking.getAttributes(root).value("GETATTR").type })
        }
      }
      let found = try type.get()
      #expect(found == .directory)
      #expect(client.jukeboxAnswers == 3)
    }
  }
}

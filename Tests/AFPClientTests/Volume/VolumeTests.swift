// SPDX-License-Identifier: Apache-2.0
// Paths, directory ids, listings and replacing renames against the scripted server.

import SocketKPI
import Testing
import Wire

@testable import AFPClient

@Suite("volume")
struct VolumeTests {
  @Test("a directory's id is looked up once, and again when it went stale")
  func staleDirectory() async throws {
    try await ScriptedServer.run { server, volume in
      try await volume.makeDirectory("a/b", withParents: true)
      let before = server.read { $0.executed.count }
      for index in 0..<10 { try await volume.createFile("a/b/\(index)") }
      #expect(server.read { $0.executed.count } == before + 10)

      // Somebody else replaces the directory: the ids remembered here lead nowhere.
      volume.directories.withLock { cache in
        let old = ContinuousClock.now.advanced(by: .seconds(-60))
        cache.remember(["a"], AFPNodeID(rawValue: 999), at: old)
        cache.remember(["a", "b"], AFPNodeID(rawValue: 1000), at: old)
      }
      try await volume.createFile("a/b/again")
      #expect(try await volume.exists("a/b/again"))
    }
  }

  @Test("a listing goes page by page to its end, and an empty directory is empty")
  func pages() async throws {
    var settings = ScriptedServer.Settings()
    settings.entriesPerPage = 7
    try await ScriptedServer.run(settings) { server, volume in
      try await volume.makeDirectory("empty")
      #expect(try await volume.allEntries(of: "empty").isEmpty)
      try await volume.makeDirectory("d")
      for index in 0..<21 { try await volume.createFile("d/\(index)") }
      #expect(try await volume.allEntries(of: "d").count == 21)
      try await volume.deleteTree("d")
      #expect(try await volume.exists("d") == false)
    }
  }

  @Test("replacing by rename leaves the new content and nothing else")
  func replacing() async throws {
    try await ScriptedServer.run { server, volume in
      try await volume.writeFile("head", [1])
      try await volume.writeFile("new", [2])
      try await volume.rename("new", replacing: "head")
      #expect(server.content(of: "head") == [2])
      #expect(try await volume.allEntries(of: "").map(\.name) == ["head"])
    }
  }

  @Test("a replacing rename that fails half way puts the old file back")
  func replacingFails() async throws {
    try await ScriptedServer.run { server, volume in
      try await volume.writeFile("head", [1])
      try await volume.writeFile("new", [2])
      server.schedule(.refuse(.miscellaneous), for: .rename, skipping: 2)
      await #expect { try await volume.rename("new", replacing: "head") } throws: {
        ($0 as? AFPError)?.resultCode == .miscellaneous
      }
      #expect(server.content(of: "head") == [1] && server.content(of: "new") == [2])
    }
  }

  @Test("names that would harm the session never reach the server")
  func harmfulNames() async throws {
    try await ScriptedServer.run { server, volume in
      let before = server.read { $0.executed.count }
      for path in ["a/../b", ".", "x/./y"] {
        await #expect { try await volume.createFile(path) } throws: { error in
          if case .invalidName = (error as? AFPError)?.reason { true } else { false }
        }
      }
      #expect(server.read { $0.executed.count } == before)
    }
  }

  @Test("an id that would crash the server is not sent on")
  func harmfulID() async throws {
    try await ScriptedServer.run { server, volume in
      try await volume.makeDirectory("d")
      volume.directories.withLock { $0.forget(["d"]) }
      var item = AFPItemParameters(isDirectory: true)
      item.nodeID = AFPNodeID(rawValue: 5)
      item.name = "d"
      var writer = AFPWriter()
      AFPItemReply(fileBitmap: .useful, directoryBitmap: .useful, item: item).encode(into: &writer)
      server.schedule(.answer(writer.bytes), for: .getFileDirectoryParameters)
      await #expect { try await volume.createFile("d/f") } throws: { error in
        if case .unexpectedReply = (error as? AFPError)?.reason { true } else { false }
      }
    }
  }

  @Test("a volume without attribute storage refuses attributes instead of losing them")
  func attributes() async throws {
    var settings = ScriptedServer.Settings()
    settings.volumeAttributes.remove(.extendedAttributes)
    try await ScriptedServer.run(settings) { server, volume in
      try await volume.createFile("f")
      await #expect { try await volume.setExtendedAttribute("a", of: "f", to: [1]) } throws: {
        if case .unsupported = ($0 as? AFPError)?.reason { true } else { false }
      }
    }
    try await ScriptedServer.run { server, volume in
      try await volume.createFile("f")
      try await volume.setExtendedAttribute("a", of: "f", to: [1])
      #expect(try await volume.extendedAttribute("a", of: "f") == [1])
      #expect(try await volume.extendedAttributeNames(of: "f") == ["a"])
      try await volume.removeExtendedAttribute("a", of: "f")
      #expect(try await volume.extendedAttribute("a", of: "f") == nil)
    }
  }

  @Test("a directory sync is taken for success only when the directory is there")
  func syncDirectory() async throws {
    try await ScriptedServer.run { server, volume in
      try await volume.makeDirectory("d")
      try await volume.syncDirectory("d")
      try await volume.syncDirectory("")
      #expect(server.read { $0.directorySyncs } == 2)
      server.schedule(.refuse(.objectNotFound), for: .getFileDirectoryParameters)
      await #expect(throws: AFPError("FPSyncDir of d", .result(.objectNotFound))) {
        try await volume.syncDirectory("d")
      }
    }
  }

  @Test("a missing volume says so")
  func missingVolume() async throws {
    try await ScriptedServer.run { server, volume in
      await #expect(throws: AFPError("FPOpenVol of other", .result(.objectNotFound))) {
        _ = try await volume.session.openVolume("other")
      }
    }
  }
}

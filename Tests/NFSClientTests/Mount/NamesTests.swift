// SPDX-License-Identifier: Apache-2.0
// Names: made, found, renamed, removed; links followed and contained.

import Testing
import Wire

@testable import NFSClient

@Suite("Names", .timeLimit(.minutes(2)))
struct NamesTests {
  @Test("directories, files and links are made, found and removed", arguments: TestPlace.available)
  func lifecycle(_ place: TestPlace) async throws {
    try await TestMount.with(place) { test in
      let mount = test.mount
      let made = try await mount.createDirectory(test.path("d"), mode: 0o750)
      #expect(made.attributes.type == .directory && made.attributes.mode & 0o777 == 0o750)
      #expect(
        await refusal { _ = try await mount.createDirectory(test.path("d")) } == .exists)
      try await mount.writeFile(test.path("d/f"), [1, 2, 3])
      try await mount.link(test.path("d/f"), as: test.path("d/g"))
      #expect(try await mount.stat(test.path("d/g")).attributes.linkCount == 2)
      try await mount.rename(test.path("d/g"), to: test.path("h"))
      #expect(await refusal { _ = try await mount.stat(test.path("d/g")) } == .noEntry)
      #expect(try await mount.readFile(test.path("h")) == [1, 2, 3])
      #expect(
        await refusal { try await mount.removeDirectory(test.path("d")) }.map {
          [.notEmpty, .exists].contains($0)
        } == true)
      try await mount.remove(test.path("d/f"))
      try await mount.removeDirectory(test.path("d"))
      #expect(await refusal { _ = try await mount.stat(test.path("d")) } == .noEntry)
      try await mount.remove(test.path("h"))
    }
  }

  @Test(
    "a name that was looked up in vain is found once it is made", arguments: TestPlace.available)
  func negativeCache(_ place: TestPlace) async throws {
    try await TestMount.with(place) { test in
      #expect(await refusal { _ = try await test.mount.stat(test.path("n")) } == .noEntry)
      try await test.mount.writeFile(test.path("n"), [7])
      #expect(try await test.mount.readFile(test.path("n")) == [7])
    }
  }

  @Test("symbolic links are followed, relative and absolute, and never out of the mount")
  func links() async throws {
    try await TestMount.with { test in
      let mount = test.mount
      try await mount.createDirectory("a")
      try await mount.writeFile("a/f", [9])
      try await mount.createSymbolicLink("a/relative", to: "../a/f")
      try await mount.createSymbolicLink("absolute", to: "/a/f")
      try await mount.createSymbolicLink("exported", to: "/memory/a/f")
      try await mount.createSymbolicLink("outside", to: "../../../../a/f")
      try await mount.createSymbolicLink("directory", to: "a")
      for path in ["a/relative", "absolute", "exported", "outside", "directory/f"] {
        #expect(try await mount.readFile(NFS3Path(path)) == [9], "\(path)")
      }
      #expect(
        try await mount.stat("absolute", followingLinks: false).attributes.type == .symbolicLink)
      #expect(try await mount.readLink("absolute") == "/a/f")
      #expect(try await mount.stat("a/../../../a/./f").attributes.size == 1)
    }
  }

  @Test("a loop of links ends with an error of its own")
  func linkLoop() async throws {
    try await TestMount.with { test in
      try await test.mount.createSymbolicLink("one", to: "two")
      try await test.mount.createSymbolicLink("two", to: "one")
      await #expect { try await test.mount.stat("one") } throws: { error in
        if case .tooManySymbolicLinks? = (error as? NFSError)?.reason { true } else { false }
      }
    }
  }

  @Test("names that are not UTF-8 go both ways")
  func bytes() async throws {
    try await TestMount.with(.directory) { test in
      let path = NFS3Path(bytes: [0x61, 0xFF, 0xFE])
      try await test.mount.writeFile(path, [1])
      var names: [NFS3Name] = []
      for try await item in try await test.mount.list("/") { names.append(item.name) }
      #expect(names == [NFS3Name(bytes: [0x61, 0xFF, 0xFE])])
      #expect(try await test.mount.readFile(path) == [1])
    }
  }

  @Test("one failing lookup does not spoil what the caller gets to see")
  func errorText() async throws {
    try await TestMount.with { test in
      let error = await failure { _ = try await test.mount.stat("no/such/path") }
      #expect(error?.status == .noEntry)
      #expect(error?.description == "no/such/path: no such file or directory (LOOKUP)")
    }
  }

  @Test("changes of mode, size and times arrive", arguments: TestPlace.available)
  func attributes(_ place: TestPlace) async throws {
    try await TestMount.with(place) { test in
      let path = test.path("f")
      try await test.mount.writeFile(path, [UInt8](repeating: 1, count: 100))
      let time = NFS3Time(seconds: 1_000_000_000, nanoseconds: 0)
      try await test.mount.setAttributes(
        path,
        NFS3SetAttributes(mode: 0o600, accessTime: .time(time), modificationTime: .time(time)))
      let found = try await test.mount.stat(path).attributes
      #expect(found.mode & 0o777 == 0o600)
      #expect(found.modificationTime == time)
      try await test.mount.truncate(path, to: 10)
      #expect(try await test.mount.readFile(path).count == 10)
      try await test.mount.truncate(path, to: 20)
      #expect(
        try await test.mount.readFile(path)
          == [UInt8](repeating: 1, count: 10) + [UInt8](repeating: 0, count: 10))
    }
  }

  @Test("a file system tells its size, its wishes and its limits", arguments: TestPlace.available)
  func fileSystem(_ place: TestPlace) async throws {
    try await TestMount.with(place) { test in
      let status = try await test.mount.fileSystemStatus()
      #expect(status.totalBytes > 0)
      let info = try await test.mount.fileSystemInfo()
      #expect(info.readMaximum >= 512)
      let limits = try await test.mount.pathConfiguration()
      #expect(limits.maximumNameBytes >= 14)
      let rights = try await test.mount.access("/")
      #expect(rights.contains(.lookup))
    }
  }
}

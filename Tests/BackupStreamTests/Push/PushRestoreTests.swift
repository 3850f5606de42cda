// SPDX-License-Identifier: Apache-2.0
// From a tree to a target and back.

import Foundation
import Testing

@testable import BackupStream

/// A tree with one of everything that an ordinary user can make.
func fillWithEverything(_ tree: TemporaryTree) throws {
  try tree.write("a file", "hello")
  try tree.write("empty", "")
  try tree.write("dir/deep/er/x", noise(5000, seed: 1))
  try tree.write("dir.txt", "sorts behind dir/")
  try tree.write("b\u{e4}r \u{1F600}\ttab\\back", "odd name")
  try tree.write("big", noise(700_000, seed: 2))
  try Shell.run(
    """
    cd "$1"; ln -s 'a file' link; ln -s /nowhere/at/all dangling; ln big hard; ln big dir/hard2
    mkfifo pipe; printf end > sparse; truncate -s 3000000 sparse; printf tail >> sparse
    truncate -s 1000000 hole
    chmod 4755 'a file'; chmod 0500 dir/deep; touch -d '2001-02-03 04:05:06.789012345' big
    touch -d '1969-12-31 00:00:01' empty
    printf x > "$(printf 'raw\\377name')"
    mkdir emptydir; touch -d '2010-01-01' emptydir
    setfattr -n user.colour -v green 'a file' 2>/dev/null || true
    setfattr -n user.onDir -v yes emptydir 2>/dev/null || true
    setfacl -m u:12345:r big 2>/dev/null || true
    """, tree.path)
}

private func options(_ bandBytes: Int = 128 << 10) -> PushOptions {
  var options = PushOptions()
  options.bandBytes = bandBytes
  return options
}

@Suite("Push and restore")
struct PushRestoreTests {
  @Test("a tree comes back as it was: names, contents, times, links, holes, attributes")
  func everything() async throws {
    let (source, back) = (try TemporaryTree(), try TemporaryTree())
    try fillWithEverything(source)
    let target = MemoryTarget()
    let summary = try await Push(source: source.path, target: target, options: options()).run()
    #expect(summary.problems == [])
    #expect(summary.point.number == 1)
    let repository = try await BackupRepository.open(target)
    let restored = try await Restore(from: repository, to: back("out")).run()
    #expect(restored.damage == [])
    #expect(restored.problems == [])
    #expect(try TreeImage.of(source.path) == TreeImage.of(back("out")))
    let blocks = try Shell.run("stat -c %b \"$1\"", back("out/hole"))
    #expect(blocks == "0\n", "a hole became data")
    let check = try await Verify(repository).run(point: nil)
    #expect(check.damage == [])
    #expect(check.objects == summary.point.entryCount)
  }

  @Test(
    "cat, zstd and tar alone restore a point", .enabled(if: Shell.has("zstd") && Shell.has("tar")))
  func withoutUs() async throws {
    let (source, place) = (try TemporaryTree(), try TemporaryTree())
    try fillWithEverything(source)
    try LocalTarget.makeDirectory(place("target"))
    let target = try LocalTarget(path: place("target"))
    _ = try await Push(source: source.path, target: target, options: options()).run()
    try Shell.run(
      """
      mkdir "$1/out"; cat "$1"/target/streams/0000001/bands/*/*.tar.zst | zstd -dq \
        | tar --xattrs --acls -x -p -C "$1/out"
      """, place.path)
    #expect(try TreeImage.of(source.path) == TreeImage.of(place("out")))
  }

  @Test("the second push stores what has changed and records what is gone")
  func incremental() async throws {
    let (source, back) = (try TemporaryTree(), try TemporaryTree())
    for number in 0..<30 { try source.write("d\(number % 3)/f\(number)", noise(3000, seed: 7)) }
    let target = MemoryTarget()
    _ = try await Push(source: source.path, target: target, options: options()).run()
    let before = try TreeImage.of(source.path)
    try source.write("d1/f4", "changed")
    try source.write("d1/new", "new")
    try source.remove("d2")
    let second = try await Push(source: source.path, target: target, options: options()).run()
    #expect(second.point.deletedCount == 1)
    // The root, d1, and two files.
    #expect(second.point.storedEntries == 4)
    let repository = try await BackupRepository.open(target)
    var old = RestoreOptions()
    old.point = 1
    _ = try await Restore(from: repository, to: back("one"), options: old).run()
    #expect(try TreeImage.of(back("one")) == before)
    _ = try await Restore(from: repository, to: back("two")).run()
    #expect(try TreeImage.of(back("two")) == TreeImage.of(source.path))
    let deleted = target.bytes(TargetPath("streams/0000002/deleted.zst")) ?? []
    #expect(
      try String(decoding: Zstd.decompressAll(deleted, limit: 1000), as: UTF8.self) == "./d2\0")
  }

  @Test("an unchanged tree sends a record and nothing else")
  func unchanged() async throws {
    let source = try TemporaryTree()
    for number in 0..<2000 { try source.write("f\(number)", "\(number)") }
    let target = MemoryTarget()
    _ = try await Push(source: source.path, target: target, options: options()).run()
    let before = target.files("streams/0000002")
    let written = target.change { $0.writtenBytes }
    let second = try await Push(source: source.path, target: target, options: options()).run()
    #expect(second.point.storedEntries == 0)
    #expect(second.point.bandCount == 0)
    #expect(before == [])
    #expect(target.change { $0.writtenBytes } - written < 5000)
    let repository = try await BackupRepository.open(target)
    #expect(try await Verify(repository).run(point: 2).isSound)
  }

  @Test("an earlier restore is brought to another point, and what is right is left alone")
  func incrementalRestore() async throws {
    let (source, back) = (try TemporaryTree(), try TemporaryTree())
    for number in 0..<20 { try source.write("d/f\(number)", noise(2000, seed: UInt64(number))) }
    let target = MemoryTarget()
    _ = try await Push(source: source.path, target: target, options: options()).run()
    let repository = try await BackupRepository.open(target)
    _ = try await Restore(from: repository, to: back("out")).run()
    try source.write("d/f3", "other")
    try source.remove("d/f4")
    _ = try await Push(source: source.path, target: target, options: options()).run()
    var again = RestoreOptions()
    again.isIncremental = true
    again.deletesOthers = true
    let summary = try await Restore(from: repository, to: back("out"), options: again).run()
    #expect(summary.removedObjects == 1)
    #expect(summary.keptObjects == 18)
    #expect(try TreeImage.of(back("out")) == TreeImage.of(source.path))
  }

  @Test("a single path is restored, a further name of an unwanted file with its content")
  func onePath() async throws {
    let (source, back) = (try TemporaryTree(), try TemporaryTree())
    try source.write("a/first", "content")
    try source.write("z/other", "other")
    try Shell.run("ln \"$1/a/first\" \"$1/z/second\"", source.path)
    let target = MemoryTarget()
    _ = try await Push(source: source.path, target: target, options: options()).run()
    var part = RestoreOptions()
    part.paths = [TreePath("z/second")]
    let repository = try await BackupRepository.open(target)
    _ = try await Restore(from: repository, to: back("out"), options: part).run()
    #expect(back.read("out/z/second") == Array("content".utf8))
    #expect(back.read("out/z/other") == nil)
    #expect(back.read("out/a/first") == nil)
  }

  @Test("content that changed without a change of size or time is found by --checksum only")
  func checksum() async throws {
    let source = try TemporaryTree()
    try source.write("f", "one")
    let target = MemoryTarget()
    _ = try await Push(source: source.path, target: target, options: options()).run()
    // A copy of the tree has other inodes and change times; its contents are the same.
    try Shell.run("cp -p \"$1/f\" \"$1/g\" && mv \"$1/g\" \"$1/f\"", source.path)
    var checking = options()
    checking.comparesContent = true
    let same = try await Push(source: source.path, target: target, options: checking).run()
    #expect(try await stored(same, target) == ["."])
    try Shell.run(
      "touch -r \"$1/f\" \"$1.time\"; printf two > \"$1/f\"; touch -r \"$1.time\" \"$1/f\"; rm \"$1.time\"",
      source.path)
    let other = try await Push(source: source.path, target: target, options: checking).run()
    #expect(try await stored(other, target) == ["f"])
  }

  private func stored(_ summary: PushSummary, _ target: MemoryTarget) async throws -> [String] {
    var names: [String] = []
    let repository = try await BackupRepository.open(target)
    for try await entry in repository.entries(of: summary.point)
    where entry.location.stream == summary.point.number { names.append("\(entry.path)") }
    return names
  }

  @Test(
    "an unreadable file is reported and its last version kept",
    .enabled(if: ProcessUser.identifier != 0))
  func unreadable() async throws {
    let (source, back) = (try TemporaryTree(), try TemporaryTree())
    try source.write("f", "precious")
    try source.write("d/g", "too")
    let target = MemoryTarget()
    _ = try await Push(source: source.path, target: target, options: options()).run()
    try Shell.run("chmod 000 \"$1/f\" \"$1/d\"", source.path)
    let second = try await Push(source: source.path, target: target, options: options()).run()
    #expect(second.problems.map(\.kind) == [.unreadable, .unreadable])
    #expect(second.point.deletedCount == 0)
    _ = try await Restore(from: BackupRepository.open(target), to: back("out")).run()
    #expect(back.read("out/f") == Array("precious".utf8))
  }

  @Test("patterns leave out names, paths and what lies in them")
  func excludes() async throws {
    let source = try TemporaryTree()
    for name in ["keep/x.o", "keep/x.c", "build/y", "sub/build/z", "sub/cache/deep/w"] {
      try source.write(name, "1")
    }
    var some = options()
    some.excludes = ["*.o", "/build", "sub/**/deep"]
    let target = MemoryTarget()
    let summary = try await Push(source: source.path, target: target, options: some).run()
    let repository = try await BackupRepository.open(target)
    var names: [String] = []
    for try await entry in repository.entries(of: summary.point) { names.append("\(entry.path)") }
    #expect(
      names == [".", "keep", "keep/x.c", "sub", "sub/build", "sub/build/z", "sub/cache"])
  }

  @Test("a directory that holds something else is not taken for a target")
  func foreignDirectory() async throws {
    let (source, place) = (try TemporaryTree(), try TemporaryTree())
    try place.write("precious", "1")
    let target = try LocalTarget(path: place.path)
    await #expect(throws: BackupError.notABackup(place.path)) {
      try await Push(source: source.path, target: target).run()
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
// Directories for tests: made, filled, compared, removed.

import Foundation
import HostFS

@testable import BackupStream

/// A directory that goes with the test.
final class TemporaryTree: Sendable {
  let path: String

  init() throws {
    let base = FileManager.default.temporaryDirectory.path
    path = base + "/backup-tests-" + String(UInt64.random(in: 0...UInt64.max), radix: 36)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    _ = try? Shell.run("chmod -R u+rwx \"$1\"; rm -rf \"$1\"", path)
  }

  func callAsFunction(_ name: String) -> String { path + "/" + name }

  func write(_ name: String, _ bytes: [UInt8]) throws {
    let file = path + "/" + name
    try FileManager.default.createDirectory(
      atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(fileURLWithPath: file))
  }

  func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }

  func read(_ name: String) -> [UInt8]? {
    (try? Data(contentsOf: URL(fileURLWithPath: path + "/" + name))).map(Array.init)
  }

  func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: path + "/" + name)
  }
}

enum Shell {
  struct Failure: Error { var output: String }

  /// Runs a script with /bin/sh; $1, $2 … are the arguments.
  @discardableResult
  static func run(_ script: String, _ arguments: String...) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", script, "sh"] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = String(
      decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure(output: output) }
    return output
  }

  static func has(_ tool: String) -> Bool {
    (try? run("command -v \"$1\"", tool)) != nil
  }
}

/// A tree as text, to compare two: kinds, permissions, times, contents, links, attributes.
enum TreeImage {
  static func of(_ path: String) throws -> [String] {
    let root = try HostDirectory(path: path)
    var options = TreeWalkOptions()
    options.isSorted = true
    var walk = try TreeWalk(of: root, options: options)
    var lines = [try line(".", root.attributes(), [])]
    var links: [FileIdentity: String] = [:]
    while let step = try walk.next() {
      guard case .entry(let entry) = step else { continue }
      let name = entry.path.description
      var extra: [String] = []
      if entry.attributes.kind == .regular {
        let first = links[entry.attributes.identity]
        if let first, entry.attributes.linkCount > 1 { extra.append("same as \(first)") }
        links[entry.attributes.identity] = first ?? name
        let bytes = try entry.parent.open(entry.name).read(
          count: Int(entry.attributes.size), at: 0)
        extra.append("\(SHA256Digest(of: bytes))")
      }
      if entry.attributes.kind == .symbolicLink {
        extra.append("-> " + String(decoding: try entry.parent.readLink(entry.name), as: UTF8.self))
      }
      for attribute in try entry.parent.extendedAttributeNames(of: entry.name).sorted() {
        let value = try entry.parent.extendedAttribute(attribute, of: entry.name) ?? []
        extra.append("\(attribute)=\(value)")
      }
      lines.append(try line(name, entry.attributes, extra))
    }
    return lines
  }

  private static func line(
    _ name: String, _ attributes: FileAttributes, _ extra: [String]
  ) throws -> String {
    let size = attributes.kind == .regular ? " \(attributes.size)" : ""
    let time = attributes.modificationTime
    return "\(name) \(attributes.kind) \(String(attributes.permissions, radix: 8))\(size) "
      + "\(time.seconds).\(time.nanoseconds) " + extra.joined(separator: " ")
  }
}

/// Bytes that compress badly, the same for the same seed.
func noise(_ count: Int, seed: UInt64) -> [UInt8] {
  var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
  var bytes: [UInt8] = []
  bytes.reserveCapacity(count + 8)
  while bytes.count < count {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    for shift in stride(from: 0, to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: state >> UInt64(shift)))
    }
  }
  return Array(bytes.prefix(count))
}

// SPDX-License-Identifier: Apache-2.0
// A directory for one test, gone afterwards.

public import HostFS
import Testing

/// A fresh directory under the temporary folder; removed with everything in it.
final class Scratch {
  let path: String
  let directory: HostDirectory

  init() throws {
    let random = try HostRandom.bytes(8).map { String($0, radix: 16) }.joined()
    let temporary = try HostDirectory(path: "/tmp")
    let name = try #require(FileName("hostfs-test-" + random))
    try temporary.makeDirectory(name)
    path = "/tmp/\(name)"
    directory = try HostDirectory(path: path)
  }

  deinit {
    try? Self.removeTree(directory)
    try? HostDirectory(path: "/tmp").removeDirectory(FileName(String(path.dropFirst(5)))!)
  }

  /// Empties a directory, bottom up.
  static func removeTree(_ directory: HostDirectory) throws {
    var walk = try TreeWalk(of: directory)
    while let step = try walk.next() {
      switch step {
      case .entry(let entry) where entry.attributes.kind != .directory:
        try entry.parent.remove(entry.name)
      case .leave(let entry): try entry.parent.removeDirectory(entry.name)
      case .entry: break
      case .failed(_, let error): throw error
      }
    }
  }

  @discardableResult
  func write(_ text: String, to name: FileName, in directory: HostDirectory? = nil) throws
    -> HostFile
  {
    let file = try (directory ?? self.directory).open(name, .readWrite, options: [.create])
    try file.writeAll(Array(text.utf8), at: 0)
    return file
  }
}

extension FileName: ExpressibleByStringLiteral {
  public init(stringLiteral value: String) {
    self.init(value)!
  }
}

// SPDX-License-Identifier: Apache-2.0
// list: the points of a target, or the objects of a point.

import ArgumentParser
import BackupStream
import DemoSupport
import HostFS

struct ListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the points of a target, or the objects of a point.",
    discussion: ExitCode.summary)

  @Argument(help: "An afp:// or nfs:// address, or a local directory.") var target: String
  @Argument(help: "With --point: only this path and what is below.") var path: String?
  @Option(help: "Lists the objects of this point.") var point: Int?
  @OptionGroup var options: TargetArguments

  func run() async throws {
    try await reporting {
      let target = try await options.open(target)
      do {
        let repository = try await BackupRepository.open(target)
        if let point {
          try await listObjects(repository, point)
        } else {
          try await listPoints(repository)
        }
        await target.close()
      } catch {
        await target.close()
        throw error
      }
    }
  }

  private func listPoints(_ repository: BackupRepository) async throws {
    let (points, damaged) = try await repository.points()
    if !options.json, !points.isEmpty {
      try Console.shared.print(
        "point  finished                objects       size     stored  problems  source")
    }
    for point in points {
      try Console.shared.print(options.json ? point.json.text : point.line)
    }
    for error in damaged { Console.shared.complain("\(error)") }
    if points.isEmpty, damaged.isEmpty { Console.shared.note("no complete point yet") }
    if !damaged.isEmpty { throw ExitCode.incomplete }
  }

  private func listObjects(_ repository: BackupRepository, _ number: Int) async throws {
    let point = try await repository.point(number)
    let top = path.map { TreePath(relative: $0) } ?? .root
    for try await entry in repository.entries(of: point) where entry.path.isWithin(top) {
      try Console.shared.print(options.json ? entry.json.text : entry.line)
    }
  }
}

extension PointRecord {
  var line: String {
    let columns = [
      "\(number)".leftPadded(5), "\(UTCDate(finished))", "\(entryCount)".leftPadded(10),
      ByteCount(treeBytes).short.leftPadded(9), ByteCount(storedBytes).short.leftPadded(9),
      "\(problemCount)".leftPadded(8), "\(host):\(source)",
    ]
    return columns.joined(separator: "  ")
  }

  var json: JSON {
    .object([
      ("point", .integer(Int64(number))), ("base", base.map { .integer(Int64($0)) } ?? .null),
      ("source", .string(source)), ("host", .string(host)),
      ("started", .string("\(UTCDate(started))")), ("finished", .string("\(UTCDate(finished))")),
      ("objects", .integer(Int64(entryCount))), ("bytes", .unsigned(treeBytes)),
      ("stored_objects", .integer(Int64(storedEntries))), ("stored_bytes", .unsigned(storedBytes)),
      ("deleted", .integer(Int64(deletedCount))), ("problems", .integer(Int64(problemCount))),
      ("bands", .integer(Int64(bandCount))),
    ])
  }
}

extension CatalogueEntry {
  private var type: (letter: String, name: String, extra: String) {
    switch kind {
    case .file: ("-", "file", "")
    case .directory: ("d", "directory", "")
    case .symbolicLink(let target):
      ("l", "link", " -> " + String(decoding: target, as: UTF8.self))
    case .hardLink(let target): ("h", "hard link", " = \(target)")
    case .fifo: ("p", "fifo", "")
    case .characterDevice: ("c", "character device", "")
    case .blockDevice: ("b", "block device", "")
    }
  }

  var line: String {
    let bits = String(permissions, radix: 8)
    return "\(type.letter)\(bits.leftPadded(5)) \("\(owner):\(group)".leftPadded(11)) "
      + "\("\(size)".leftPadded(13)) \(UTCDate(modificationTime.seconds)) "
      + "\(BackupText.quoted(path))\(type.extra)"
  }

  var json: JSON {
    .object([
      ("path", .string(path.description)), ("type", .string(type.name)),
      ("mode", .string(String(permissions, radix: 8))), ("owner", .integer(Int64(owner))),
      ("group", .integer(Int64(group))), ("size", .unsigned(size)),
      ("modified", .string("\(UTCDate(modificationTime.seconds))")),
      ("sha256", digest.map { .string($0.hex) } ?? .null),
      ("stream", .integer(Int64(location.stream))), ("band", .integer(Int64(location.band))),
    ])
  }
}

enum BackupText {
  /// A path on one line, whatever is in it.
  static func quoted(_ path: TreePath) -> String {
    var text = ""
    for character in path.description {
      text += character.isNewline || character == "\t" ? "?" : String(character)
    }
    return text
  }
}

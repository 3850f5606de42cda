// SPDX-License-Identifier: Apache-2.0
// Where running pushes say how they are, and are told to change.

import BackupStream
import DemoSupport
import HostFS
import SystemPackage

/// A directory of this user's: PID.status is written by a push, PID.class by who wants it changed.
struct ControlDirectory: Sendable {
  private static let maximumBytes = 64 << 10
  private let directory: HostDirectory
  private let process = HostIdentity.current.process

  /// In the user's run-time directory, else in /tmp; made if it is not there.
  static func open() throws -> ControlDirectory {
    let user = ProcessUser.identifier
    let runtime = environment("XDG_RUNTIME_DIR").flatMap { $0.isEmpty ? nil : $0 }
    let parent = try HostDirectory(path: runtime ?? "/tmp")
    guard let name = FileName(runtime == nil ? "backup-streamer-\(user)" : "backup-streamer") else {
      throw ToolError("no name for the control directory")
    }
    do {
      try parent.makeDirectory(name, permissions: 0o700)
    } catch {
      guard error.code == .fileExists else { throw error }
    }
    let directory = try parent.openDirectory(name)
    let attributes = try directory.attributes()
    guard attributes.owner == user, attributes.permissions & 0o022 == 0 else {
      throw ToolError("\(name) belongs to somebody else, or others may write there")
    }
    return ControlDirectory(directory)
  }

  private init(_ directory: HostDirectory) {
    self.directory = directory
  }

  private func name(_ process: Int32, _ kind: String) -> FileName? {
    FileName("\(process).\(kind)")
  }

  func publish(_ push: RunningPush) {
    write(push.text + "\n" + push.json + "\n", as: name(process, "status"))
  }

  func withdraw() {
    for kind in ["status", "class"] {
      if let name = name(process, kind) { try? directory.remove(name) }
    }
  }

  /// The class that somebody asked for since the last time.
  func takeRequest() -> BackupClass? {
    guard let name = name(process, "class"), let text = read(name) else { return nil }
    try? directory.remove(name)
    return BackupClass(rawValue: text.split(separator: "\n").first.map(String.init) ?? "")
  }

  func request(_ trafficClass: BackupClass, of process: Int32) throws {
    guard let name = name(process, "class") else { return }
    let file = try AtomicFile(in: directory, named: name, permissions: 0o600)
    try file.file.writeAll(Array("\(trafficClass.rawValue)\n".utf8), at: 0)
    try file.commit()
  }

  /// The pushes that run; what others left behind is removed.
  func runningPushes() throws -> [RunningPush] {
    var pushes: [RunningPush] = []
    var entries = try directory.entries()
    while let entry = try entries.next() {
      let parts = entry.name.description.split(separator: ".")
      guard parts.count == 2, parts[1] == "status", let process = Int32(parts[0]) else { continue }
      guard ProcessUser.isAlive(process) else {
        try? directory.remove(entry.name)
        continue
      }
      let lines = (read(entry.name) ?? "").split(separator: "\n").map(String.init)
      guard lines.count == 2 else { continue }
      pushes.append(RunningPush(process: process, line: lines[0], jsonLine: lines[1]))
    }
    return pushes.sorted { $0.process < $1.process }
  }

  private func read(_ name: FileName) -> String? {
    guard let bytes = try? directory.open(name).read(count: Self.maximumBytes, at: 0) else {
      return nil
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func write(_ text: String, as name: FileName?) {
    guard let name, let file = try? AtomicFile(in: directory, named: name, permissions: 0o600)
    else { return }
    try? file.file.writeAll(Array(text.utf8), at: 0)
    try? file.commit()
  }
}

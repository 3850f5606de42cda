// SPDX-License-Identifier: Apache-2.0
// The few file operations a build needs.

import Glibc

enum Files {
  /// Bytes read at once.
  private static let chunk = 65536

  static func read(_ path: String) -> String? {
    guard let file = unsafe fopen(path, "r") else { return nil }
    defer { unsafe fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: chunk)
    while true {
      let count = unsafe fread(&buffer, 1, chunk, file)
      if count == 0 { break }
      bytes += buffer[0..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  @discardableResult
  static func write(_ text: String, to path: String) -> Bool {
    guard let file = unsafe fopen(path, "w") else { return false }
    let written = unsafe fputs(text, file)
    return unsafe fclose(file) == 0 && written >= 0
  }

  static func exists(_ path: String) -> Bool { unsafe access(path, R_OK) == 0 }

  static func isWritable(_ path: String) -> Bool { unsafe access(path, W_OK) == 0 }

  static func makeDirectory(_ path: String) {
    var at = path.startIndex
    while let slash = path[at...].dropFirst().firstIndex(of: "/") {
      unsafe mkdir(String(path[..<slash]), 0o755)
      at = slash
    }
    unsafe mkdir(path, 0o755)
  }

  static func remove(_ path: String) { unsafe unlink(path) }

  /// Names in a directory, sorted.
  static func list(_ path: String) -> [String] {
    guard let directory = unsafe opendir(path) else { return [] }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
          unsafe String(cString: $0)
        }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  /// When a file was last changed, in nanoseconds; 0 if it is not there.
  static func changed(_ path: String) -> Int64 {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return 0 }
    return Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
  }

  static func canonical(_ path: String) -> String {
    guard let real = unsafe realpath(path, nil) else { return path }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
  }

  /// A new name in the directory for temporary files.
  static func temporary(_ kind: String) -> String {
    let base = Subprocess.setting("TMPDIR") ?? "/tmp"
    return "\(base)/kernel-client-\(getpid())-\(UInt64.random(in: 0..<(.max))).\(kind)"
  }
}

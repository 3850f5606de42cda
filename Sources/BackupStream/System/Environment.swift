// SPDX-License-Identifier: Apache-2.0
// What the environment says.

internal import Glibc

enum Environment {
  static func value(_ name: String) -> String? {
    guard let text = unsafe getenv(name) else { return nil }
    return unsafe String(cString: text)
  }

  /// Where temporary files go.
  static var temporaryDirectory: String {
    guard let path = value("TMPDIR"), !path.isEmpty else { return "/tmp" }
    return path
  }

  static var isPrivileged: Bool { geteuid() == 0 }
}

// SPDX-License-Identifier: Apache-2.0
// Where the key of the file handles lives between two runs.

import DemoSupport
import HostFS
import NFSServer
import SystemPackage

enum HandleKeyFile {
  private static let name = FileName("nfs-server.key")

  /// The key kept in a directory, made there the first time. Without a place to keep one, nil: handles end with the
  /// process then, and it says so.
  static func key(in chosen: String?) -> HandleKey? {
    guard let path = chosen ?? defaultPath, let name else {
      Console.shared.note("nfs-server: no home: file handles end with this process")
      return nil
    }
    do throws(HostError) {
      return try HandleKey.stored(in: HostPath.makeDirectories(path), named: name)
    } catch {
      Console.shared.note("nfs-server: file handles end with this process: \(path): \(error)")
      return nil
    }
  }

  private static var defaultPath: String? {
    if let state = environment("XDG_STATE_HOME") { return state + "/socketkpi" }
    return environment("HOME").map { $0 + "/.local/state/socketkpi" }
  }
}

// SPDX-License-Identifier: Apache-2.0
// Paths as a user types them.

internal import SystemPackage

/// Help with paths of the whole host, as they come from a command line.
public enum HostPath {
  /// The path from the root on, without "." and with ".." taken back, links not looked at.
  public static func absolute(_ path: String) -> String {
    var names: [Substring] = []
    let start = path.hasPrefix("/") ? "" : WorkingDirectory.path
    for name in (start + "/" + path).split(separator: "/") where name != "." {
      if name == ".." { _ = names.popLast() } else { names.append(name) }
    }
    return "/" + names.joined(separator: "/")
  }

  /// The directory at a path, made with those above it if need be (mode 0700).
  public static func makeDirectories(_ path: String) throws(HostError) -> HostDirectory {
    var at = try HostDirectory(path: path.hasPrefix("/") ? "/" : ".")
    guard let relative = RelativePath(path) else {
      throw HostError(.makeDirectory, path, .invalidArgument)
    }
    var soFar = path.hasPrefix("/") ? "" : "."
    for name in relative.components {
      soFar += "/\(name)"
      do throws(HostError) {
        try at.makeDirectory(name, permissions: 0o700)
      } catch {
        // It is there, perhaps as a link that the user made; whoever may not make it may still open it.
        guard [.fileExists, .permissionDenied, .readOnlyFileSystem].contains(error.code) else {
          throw error
        }
      }
      at = try HostDirectory(path: soFar)
    }
    return at
  }
}

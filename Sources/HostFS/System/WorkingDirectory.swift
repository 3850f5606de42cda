// SPDX-License-Identifier: Apache-2.0
// Where the process is.

internal import Glibc

enum WorkingDirectory {
  /// The path of the working directory; "/" if it has none any more.
  static var path: String {
    guard let bytes = unsafe getcwd(nil, 0) else { return "/" }
    defer { unsafe free(bytes) }
    return unsafe String(cString: bytes)
  }
}

// SPDX-License-Identifier: Apache-2.0
// Who the server process is.

internal import Glibc

enum ProcessIdentity {
  static let user = geteuid()
  static let group = getegid()
  /// Whether files can be made for and given to others.
  static let isPrivileged = user == 0
}

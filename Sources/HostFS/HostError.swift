// SPDX-License-Identifier: Apache-2.0
// What went wrong on the local file system: operation, name, errno.

public import SystemPackage

/// A failed operation on a local file.
public struct HostError: Error, Equatable, Sendable {
  /// What was attempted, named as the system call is.
  public enum Operation: String, Sendable {
    case open, stat, list, read, write, seek, sync, truncate, allocate, copy
    case makeDirectory = "mkdir"
    case makeNode = "mknod"
    case link, symlink, readlink, rename
    case remove = "unlink"
    case removeDirectory = "rmdir"
    case setPermissions = "chmod"
    case setOwner = "chown"
    case setTimes = "utimens"
    case statistics = "statfs"
    case readAttribute = "getxattr"
    case listAttributes = "listxattr"
    case setAttribute = "setxattr"
    case removeAttribute = "removexattr"
    case handle = "name_to_handle_at"
    case openHandle = "open_by_handle_at"
    case random = "getrandom"
  }

  public var operation: Operation
  /// The name or path it was about; empty if the open file itself.
  public var subject: String
  public var code: Errno

  public init(_ operation: Operation, _ subject: String = "", _ code: Errno) {
    self.operation = operation
    self.subject = subject
    self.code = code
  }
}

extension HostError: CustomStringConvertible {
  public var description: String {
    let what = subject.isEmpty ? operation.rawValue : "\(operation.rawValue) \(subject)"
    return "\(what): \(code)"
  }
}

/// Runs a system call and, should it fail, says what it was for.
@inline(__always)
func attempt<Result>(
  _ operation: HostError.Operation, _ subject: @autoclosure () -> String = "",
  _ body: () throws(Errno) -> Result
) throws(HostError) -> Result {
  do {
    return try body()
  } catch {
    throw HostError(operation, subject(), error)
  }
}

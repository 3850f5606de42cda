// SPDX-License-Identifier: Apache-2.0
// What can go wrong on a target, with the foreign code kept.

/// A failed operation on a target.
public struct TargetError: Error, Equatable, Sendable {
  /// Why, in terms that every kind of target shares.
  public enum Reason: String, Sendable {
    case notFound = "no such file or directory"
    case exists = "the name is taken"
    case notDirectory = "not a directory"
    case isDirectory = "is a directory"
    case notEmpty = "the directory is not empty"
    case noSpace = "no space left on the target"
    case readOnly = "the target is read-only"
    case accessDenied = "access denied"
    case authentication = "wrong user name or password"
    case unreachable = "the target cannot be reached"
    case timedOut = "the target does not answer"
    case connectionLost = "the connection was lost"
    case busy = "in use by somebody else"
    case syncFailed = "the target could not make the data durable"
    case unsupported = "the target cannot do this"
    case inputOutput = "input/output error on the target"
    case damaged = "damaged"
    case badAddress = "not an address of a target"
    case other = "failed"
  }

  public var reason: Reason
  /// What was attempted, as "write" or "rename".
  public var operation: String
  /// On which file of the target.
  public var path: String
  /// What the target itself said: an errno, an NFS status, an AFP result, with its name.
  public var detail: String

  public init(_ reason: Reason, _ operation: String, _ path: String, detail: String = "") {
    self.reason = reason
    self.operation = operation
    self.path = path
    self.detail = detail
  }

  /// The same failure of the target as a whole, by the name that its user gave it.
  func at(_ target: String) -> TargetError {
    TargetError(reason, operation, target, detail: detail)
  }
}

extension TargetError: CustomStringConvertible {
  public var description: String {
    let what = path.isEmpty ? operation : "\(operation) \(path)"
    let saysMore = !detail.isEmpty && detail.lowercased() != reason.rawValue.lowercased()
    return "\(what): \(reason.rawValue)" + (saysMore ? " (\(detail))" : "")
  }
}

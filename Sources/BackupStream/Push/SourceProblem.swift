// SPDX-License-Identifier: Apache-2.0
// What a push could not do with the source, without being stopped by it.

/// Something in the source that is not, or not quite, in the backup.
public struct SourceProblem: Equatable, Sendable {
  public enum Kind: String, Sendable {
    /// Could not be read; what the last point had of it is kept.
    case unreadable
    /// Was there when its directory was listed, and gone when it was opened.
    case vanished
    /// Changed while it was read: stored as it was read, and again next time.
    case changed
    /// A socket: it has no content and means nothing without its process.
    case skipped
    /// More files with several names than are remembered: this name is stored as a file of its own.
    case separated
  }

  public var kind: Kind
  public var path: TreePath
  public var detail: String

  public init(_ kind: Kind, _ path: TreePath, _ detail: String = "") {
    self.kind = kind
    self.path = path
    self.detail = detail
  }
}

extension SourceProblem: CustomStringConvertible {
  public var description: String {
    detail.isEmpty ? "\(kind.rawValue): \(path)" : "\(kind.rawValue): \(path) (\(detail))"
  }
}

// SPDX-License-Identifier: Apache-2.0
// What can go wrong with a file on a server.

public import ONCRPC
public import Wire

/// A failed operation: what was done, to what, and the foreign code as it came.
public struct NFSError: Error, Sendable {
  public enum Reason: Sendable {
    /// The server refused with this status.
    case status(NFS3Status)
    /// The mount service refused with this status.
    case mountStatus(Mount3Status)
    /// The call did not come back, or came back as an RPC error.
    case rpc(RPCError)
    /// The server's bytes are not what the protocol says.
    case malformed(XDRError)
    /// The server's answer is well formed, and nonsense.
    case protocolViolation(String)
    /// The task was cancelled.
    case cancelled
    /// The mount or the file has been closed.
    case closed
    /// The mount was made read-only by its configuration.
    case readOnlyMount
    /// More symbolic links than `NFSConfiguration.maximumSymbolicLinks` in one path.
    case tooManySymbolicLinks
    /// A name that is empty, or has a slash or a NUL byte in it.
    case badName
    /// The name belongs to another kind of file than the operation needs.
    case wrongType
    /// The server wants other authentication than the user's numbers; its flavours.
    case noCommonFlavor([UInt32])
    /// No address could be found for the server's name.
    case unknownHost(String)
  }

  public var reason: Reason
  /// The protocol's name for the call, or the method's where several calls are behind it.
  public var operation: String
  /// The path or name it was about, if one was known.
  public var path: String?

  public init(_ reason: Reason, operation: String, path: String? = nil) {
    self.reason = reason
    self.operation = operation
    self.path = path
  }

  /// The NFS status, when the server gave one.
  // Inlined into a catch block of an async function it stops the optimizer of Swift 6.3.1.
  @inline(never)
  public var status: NFS3Status? {
    if case .status(let status) = reason { status } else { nil }
  }

  /// The same error under the path that the caller gave.
  func with(path: String) -> NFSError {
    var copy = self
    copy.path = path
    return copy
  }
}

extension NFSError: CustomStringConvertible {
  /// One line for people: what failed, on what, why.
  public var description: String {
    let subject = path.map { "\($0): " } ?? ""
    return subject + reason.text + " (\(operation))"
  }
}

extension NFSError.Reason {
  /// One phrase for people.
  public var text: String {
    switch self {
    case .status(let status): status.message
    case .mountStatus(let status): status.message
    case .rpc(let error): "\(error.reason)"
    case .malformed(let error): "malformed reply: \(error)"
    case .protocolViolation(let text): "the server answered nonsense: \(text)"
    case .cancelled: "cancelled"
    case .closed: "already closed"
    case .readOnlyMount: "mounted read-only"
    case .tooManySymbolicLinks: "too many symbolic links"
    case .badName: "not a file name"
    case .wrongType: "wrong kind of file"
    case .noCommonFlavor(let flavors):
      "the server wants authentication of flavour \(flavors.map(String.init).joined(separator: ", "))"
    case .unknownHost(let text): text
    }
  }
}

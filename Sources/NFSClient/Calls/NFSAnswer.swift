// SPDX-License-Identifier: Apache-2.0
// A result, and whether the call that brought it may have run twice.

public import Wire

/// What came back from a procedure.
public struct NFSAnswer<
  Success: XDRCodable & Equatable & Sendable, Failure: XDRCodable & Equatable & Sendable
>: Sendable {
  public var result: NFS3Result<Success, Failure>
  /// The call was sent more than once, so an error may be the echo of its own first run.
  public var wasResent: Bool

  public init(result: NFS3Result<Success, Failure>, wasResent: Bool) {
    self.result = result
    self.wasResent = wasResent
  }

  /// The success arm.
  /// - Throws: the status, under the name of `operation`.
  public func value(_ operation: String) throws(NFSError) -> Success {
    switch result {
    case .success(let success): return success
    case .failure(let status, _): throw NFSError(.status(status), operation: operation)
    }
  }
}

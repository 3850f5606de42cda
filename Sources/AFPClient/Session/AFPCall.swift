// SPDX-License-Identifier: Apache-2.0
// A request as the engine keeps it, so that it can be sent again.

internal import Wire

/// An open volume, whatever number the present session gives it.
struct VolumeHandle: Hashable, Sendable {
  var value: Int
}

/// An open fork, whatever number the present session gives it.
struct ForkHandle: Hashable, Sendable {
  var value: Int
}

/// A request that is not yet bytes: volume and fork numbers are filled in when it is sent, because
/// another session numbers them anew.
struct AFPCall: Sendable {
  enum Target: Hashable, Sendable {
    case session
    case volume(VolumeHandle)
    case fork(ForkHandle)
  }

  /// What to do with the request when the connection breaks before its reply.
  enum Recovery: Equatable, Sendable {
    /// Part of making a connection: fails with it.
    case never
    /// Changes something: sent again with its own id, so that the server answers from its replay
    /// cache if it had been carried out. A new session has no such cache; there it is repeated only
    /// if a second time does no harm.
    case sameNumber(isRepeatable: Bool)
    /// Reads, or overwrites the same bytes: sent again with a new id.
    case anew
  }

  /// How the request travels.
  var carrier = DSICommand.command
  var command: AFPCommand
  /// What the request is about, for error messages.
  var subject: String
  var target = Target.session
  var recovery: Recovery
  /// Goes ahead of everything that waits, also of data that the socket has not taken yet.
  var isUrgent = false
  /// Codes besides NoErr that are not errors.
  var tolerated: Set<AFPResultCode> = []
  /// The block, given the number of the target.
  var block: @Sendable (UInt16) -> [UInt8]
  /// Data behind the block; `carrier` is then `.write`.
  var data: DataSlice?

  var operation: String { subject.isEmpty ? command.name : "\(command.name) of \(subject)" }

  /// The command as the replay cache sees it: nil for what it does not look at.
  var cachedCommand: AFPCommand? { carrier == .command ? command : nil }
}

/// What came back.
struct AFPReply: Sendable {
  var result: AFPResultCode
  var payload: [UInt8]
  /// The request had been sent before with the same id: the body may be somebody else's and must
  /// not be looked at.
  var isReplayed: Bool
}

typealias CallOutcome = Result<AFPReply, AFPError>

/// Several requests that make one operation of the caller.
final class WriteGroup {
  var remaining: Int
  var failure: AFPError?
  var waiter: Waiter<AFPError?>?
  let fork: ForkHandle
  /// The bytes count against the fork's write-behind window.
  let behindBytes: Int

  init(fork: ForkHandle, requests: Int, behindBytes: Int) {
    self.fork = fork
    remaining = requests
    self.behindBytes = behindBytes
  }
}

/// Who waits for a reply.
enum Completion {
  case caller(Waiter<CallOutcome>)
  /// One piece of a write; the reply must say that the fork now ends at `end` or later.
  case piece(WriteGroup, end: UInt64)
}

/// A request with its place in line.
struct PendingCall {
  var call: AFPCall
  var sequence: UInt64
  var completion: Completion
  var id: UInt16 = 0
  var sentAt = ContinuousClock.now
  var isReplayed = false

  var dataBytes: Int { call.data?.count ?? 0 }

  /// Whoever asked has been cancelled: it need not be sent any more.
  var isAbandoned: Bool {
    switch completion {
    case .caller(let waiter): waiter.isGone
    case .piece(let group, _): group.waiter?.isGone ?? false
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
// The calls of NFS version 3 themselves: no caches, no paths; only JUKEBOX is waited out.

public import ONCRPC
import Synchronization
import Wire

/// The procedures of an NFS server, one method each.
///
/// A call that answers JUKEBOX is repeated as a new call after the configured delay. Any other status
/// is part of the answer; errors are thrown only for calls without one.
public final class NFS3Client: Sendable {
  public let rpc: RPCClient
  public let configuration: NFSConfiguration
  let credential: RPCCredential
  private let rewrites = Atomic<Int>(0)
  private let guesses = Atomic<Int>(0)
  private let jukeboxes = Atomic<Int>(0)

  /// - Parameter rpc: a client of program 100003 at some server.
  public init(rpc: RPCClient, configuration: NFSConfiguration) {
    self.rpc = rpc
    self.configuration = configuration
    credential = .sys(
      uid: configuration.userID, gid: configuration.groupID, groups: configuration.groups)
  }

  public func close() async { await rpc.close() }

  // MARK: Counters

  /// Bytes written again because the server had forgotten them.
  public var rewrittenBytes: Int { rewrites.load(ordering: .relaxed) }
  /// Outcomes that were taken for success because a call had been sent twice.
  public var guessedOutcomes: Int { guesses.load(ordering: .relaxed) }
  /// JUKEBOX answers.
  public var jukeboxAnswers: Int { jukeboxes.load(ordering: .relaxed) }

  func countRewrite(bytes: Int) { rewrites.add(bytes, ordering: .relaxed) }

  func countGuess(_ procedure: NFS3Procedure) {
    guesses.add(1, ordering: .relaxed)
    rpc.noteGuess(NFS3Client.procedure(procedure), connection: 0)
  }

  // MARK: The one call behind all others

  static func procedure(_ procedure: NFS3Procedure) -> RPCProcedure {
    RPCProcedure(
      program: NFS3.program, version: NFS3.version, procedure: procedure.rawValue)
  }

  func options(_ procedure: NFS3Procedure, maximumReply: Int) -> RPCCallOptions {
    var options = RPCCallOptions(credential: credential, maximumReply: maximumReply)
    options.repetition = procedure.isIdempotent ? .idempotent : .tolerated
    options.priority = procedure.isBulk ? .bulk : .normal
    options.timing = procedure.timing
    return options
  }

  /// Bytes of any result that carries neither data nor a directory page.
  static let smallReplyBytes = 8 << 10

  func call<Success, Failure>(
    _ procedure: NFS3Procedure, _ arguments: some XDRCodable & Sendable,
    payload: RPCPayload? = nil, sink: RPCSink? = nil, maximumReply: Int = smallReplyBytes,
    priority: RPCPriority? = nil, leavesAtOnce: Bool = false
  ) async throws(NFSError) -> NFSAnswer<Success, Failure> {
    var options = options(procedure, maximumReply: maximumReply)
    if let priority { options.priority = priority }
    options.leavesAtOnce = leavesAtOnce
    var schedule = JukeboxSchedule(configuration)
    while true {
      let answer: NFSAnswer<Success, Failure>
      do {
        answer = try await rpc.call(
          NFS3Client.procedure(procedure), options: options, payload: payload, sink: sink,
          arguments: { arguments.encode(into: &$0) },
          results: { (reader, info) throws(XDRError) in
            NFSAnswer(result: try NFS3Result(from: &reader), wasResent: info.wasResent)
          })
      } catch {
        throw NFSError(error, operation: procedure.description)
      }
      guard let delay = delay(after: answer, &schedule) else { return answer }
      do {
        try await Task.sleep(for: delay)
      } catch {
        throw NFSError(.cancelled, operation: procedure.description)
      }
    }
  }
}

extension NFS3Client {
  /// How long to wait before a call that was answered JUKEBOX is made anew; nil: the answer stands.
  func delay<Success, Failure>(
    after answer: NFSAnswer<Success, Failure>, _ schedule: inout JukeboxSchedule
  ) -> Duration? {
    guard answer.result.status == .jukebox else { return nil }
    jukeboxes.add(1, ordering: .relaxed)
    return schedule.next()
  }
}

extension NFS3Procedure {
  /// Kept off the first connection when there are several.
  var isBulk: Bool {
    switch self {
    case .read, .write, .commit, .readDirectory, .readDirectoryPlus: true
    default: false
    }
  }

  var timing: RPCTimingGroup {
    switch self {
    case .read, .readDirectory, .readDirectoryPlus: .read
    case .write, .commit: .write
    case .getAttributes, .lookup, .access, .readLink: .lookup
    default: .other
    }
  }
}

extension NFSError {
  /// An RPC failure under the name of the NFS operation.
  init(_ error: RPCError, operation: String) {
    switch error.reason {
    case .cancelled: self.init(.cancelled, operation: operation)
    case .closed: self.init(.closed, operation: operation)
    case .malformed(let problem): self.init(.malformed(problem), operation: operation)
    default: self.init(.rpc(error), operation: operation)
    }
  }
}

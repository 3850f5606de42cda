// SPDX-License-Identifier: Apache-2.0
// A fault to inject: what, into which calls, how often.

public import ONCRPC
public import Wire

/// What a server does wrong on purpose, and when.
public struct FaultRule: Sendable, Equatable {
  /// What happens to a call or its reply.
  public enum Action: Sendable, Equatable {
    /// The call is executed, and its reply suffers.
    case reply(RPCFaultPlan.Fault)
    /// The call is neither executed nor answered.
    case ignore
    /// From now on every stream is sent in pieces of some bytes; 0 sends as usual again.
    case pieces(bytes: Int)
    /// The server goes down before the call is looked at, and comes back on the same port.
    ///
    /// - Parameter loses: whether unstable writes are lost that no COMMIT has covered.
    case restart(down: Duration, loses: Bool)
    /// The write verifier changes before the call is executed, and nothing is lost.
    case changeVerifier
    /// The call is answered with a status and not executed.
    case status(NFS3Status)
  }

  public var action: Action
  /// Names of procedures as RFC 1813 has them ("WRITE", "MNT"); empty means every NFS procedure but
  /// NULL.
  public var procedures: Set<String>
  /// Calls that pass unharmed first.
  public var skip: Int
  /// Calls that are hit; nil means all that follow.
  public var count: Int?
  /// Chance that a call which the rule is about is hit, 0 to 100.
  public var percent: Double

  public init(
    _ action: Action, procedures: Set<String> = [], skip: Int = 0, count: Int? = 1,
    percent: Double = 100
  ) {
    self.action = action
    self.procedures = procedures
    self.skip = skip
    self.count = count
    self.percent = percent
  }

  /// Whether the server must remember what unstable writes overwrite.
  var losesWrites: Bool {
    if case .restart(_, loses: true) = action { return true }
    return false
  }

  func concerns(_ procedure: String) -> Bool {
    procedures.isEmpty ? procedure != "NULL" && procedure != "MNT" : procedures.contains(procedure)
  }
}

// SPDX-License-Identifier: Apache-2.0
// Faults on request: what a test wants a server to do to its replies.

internal import Synchronization

/// What happens to replies, by chance or by count. The same seed gives the same faults.
public struct RPCFaultPlan: Sendable, Equatable {
  /// What a server does with one reply.
  public enum Fault: Sendable, Equatable {
    /// Sends it later.
    case delay(Duration)
    /// Does not send it.
    case drop
    /// Sends it twice.
    case duplicate
    /// Sends it after the next one.
    case reorder
    /// Sends half of it and resets the connection.
    case cut
    /// Executes the call, then resets the connection without a reply.
    case reset
    /// Sends a record of noise before it.
    case garbage
    /// Sends a record mark of 2 GiB instead.
    case longMark
    /// Answers with an xid that nobody used, before the real one.
    case strangerXID
  }

  /// A fault of particular replies.
  public struct Rule: Sendable, Equatable {
    public var fault: Fault
    /// Only replies to this procedure; nil: to any.
    public var procedure: RPCProcedure?
    /// Replies that are spared first.
    public var skip: Int
    /// Replies that are hit; nil: all that follow.
    public var count: Int?

    public init(_ fault: Fault, procedure: RPCProcedure? = nil, skip: Int = 0, count: Int? = 1) {
      self.fault = fault
      self.procedure = procedure
      self.skip = skip
      self.count = count
    }
  }

  /// Faults by count, looked at in order; the first that applies is taken.
  public var rules: [Rule] = []
  /// Per cent of replies that are dropped, duplicated, reordered or delayed, and of calls that end
  /// in a reset.
  public var dropPercent = 0.0
  public var duplicatePercent = 0.0
  public var reorderPercent = 0.0
  public var delayPercent = 0.0
  public var resetPercent = 0.0
  /// The delay of `delayPercent`, between zero and this.
  public var maximumDelay: Duration = .milliseconds(20)
  /// Sends streams in pieces of this many bytes; nil: as they come.
  public var segmentBytes: Int?
  /// Accepts connections and closes them at once.
  public var refusesConnections = false
  public var seed: UInt64 = 1

  public init() {}

  /// A plan of rules.
  public init(_ rules: [Rule]) { self.rules = rules }
}

/// The state of a plan that is being carried out.
final class FaultInjector: Sendable {
  private struct State {
    var plan = RPCFaultPlan()
    var random = SplitMix(seed: 1)
    var seen: [Int] = []
  }

  private let state = Mutex(State())
  /// Whether the plan does anything: looked at for every reply.
  private let isActive = Atomic<Bool>(false)

  var plan: RPCFaultPlan {
    get { state.withLock { $0.plan } }
    set {
      isActive.store(newValue != RPCFaultPlan(), ordering: .releasing)
      state.withLock { state in
        state.plan = newValue
        state.random = SplitMix(seed: newValue.seed)
        state.seen = Array(repeating: 0, count: newValue.rules.count)
      }
    }
  }

  /// Bytes of a segment; nil: as they come.
  var segmentBytes: Int? {
    isActive.load(ordering: .acquiring) ? state.withLock { $0.plan.segmentBytes } : nil
  }

  /// The fault of the next reply; nil for none.
  func fault(of procedure: RPCProcedure) -> RPCFaultPlan.Fault? {
    guard isActive.load(ordering: .acquiring) else { return nil }
    return state.withLock { state in
      for index in state.plan.rules.indices {
        let rule = state.plan.rules[index]
        guard rule.procedure == nil || rule.procedure == procedure else { continue }
        let seen = state.seen[index]
        state.seen[index] += 1
        guard seen >= rule.skip else { continue }
        if let count = rule.count, seen >= rule.skip + count { continue }
        return rule.fault
      }
      return chance(&state)
    }
  }

  private func chance(_ state: inout State) -> RPCFaultPlan.Fault? {
    let plan = state.plan
    let sum =
      plan.dropPercent + plan.duplicatePercent + plan.reorderPercent + plan.delayPercent
      + plan.resetPercent
    guard sum > 0 else { return nil }
    var point = Double(state.random.next() % 1_000_000) / 10_000
    for (percent, fault) in [
      (plan.dropPercent, RPCFaultPlan.Fault.drop), (plan.duplicatePercent, .duplicate),
      (plan.reorderPercent, .reorder), (plan.resetPercent, .reset),
    ] {
      if point < percent { return fault }
      point -= percent
    }
    guard point < plan.delayPercent else { return nil }
    let limit = UInt64(max(plan.maximumDelay.wholeNanoseconds, 1))
    return .delay(.nanoseconds(Int64(state.random.next() % limit)))
  }
}

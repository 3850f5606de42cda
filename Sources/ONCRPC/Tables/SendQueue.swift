// SPDX-License-Identifier: Apache-2.0
// Calls that wait to be sent, by priority.

/// Three queues; within a priority calls keep the order of their submission.
struct SendQueue {
  private struct Lane {
    var calls: [PendingCall?] = []
    var first = 0

    var isEmpty: Bool { first == calls.count }

    mutating func removeFirst() -> PendingCall? {
      while first < calls.count {
        let call = calls[first]
        calls[first] = nil
        first += 1
        if first == calls.count {
          calls.removeAll(keepingCapacity: true)
          first = 0
        }
        if let call { return call }
      }
      return nil
    }
  }

  private var lanes = [Lane](repeating: Lane(), count: RPCPriority.allCases.count)
  /// Calls in the queue.
  private(set) var count = 0

  var isEmpty: Bool { count == 0 }

  mutating func append(_ call: PendingCall) {
    lanes[Int(call.priority.rawValue)].calls.append(call)
    count += 1
  }

  /// The next call in order of priority; nil when there is none.
  mutating func removeFirst() -> PendingCall? {
    guard count > 0 else { return nil }
    for index in lanes.indices {
      if let call = lanes[index].removeFirst() {
        count -= 1
        return call
      }
    }
    return nil
  }

  /// The call that `removeFirst` would return.
  func peek() -> PendingCall? {
    guard count > 0 else { return nil }
    for lane in lanes {
      for index in lane.first..<lane.calls.count {
        if let call = lane.calls[index] { return call }
      }
    }
    return nil
  }

  /// Takes out a call that will not be sent.
  mutating func remove(_ call: PendingCall) {
    let lane = Int(call.priority.rawValue)
    guard let index = lanes[lane].calls.firstIndex(where: { $0 === call }) else { return }
    lanes[lane].calls[index] = nil
    count -= 1
    if count == 0 { removeAll() }
  }

  /// Empties the queue.
  mutating func removeAll() {
    for index in lanes.indices {
      lanes[index].calls.removeAll(keepingCapacity: true)
      lanes[index].first = 0
    }
    count = 0
  }

  /// Puts calls in, sorted by their submission, ahead of everything else of their priority.
  mutating func prepend(_ calls: [PendingCall]) {
    for index in lanes.indices {
      let mine = calls.filter { Int($0.priority.rawValue) == index }
        .sorted { $0.sequence < $1.sequence }
      let waiting = lanes[index].calls[lanes[index].first...].filter { $0 != nil }
      lanes[index].calls = mine + waiting
      lanes[index].first = 0
    }
    count = lanes.reduce(0) { $0 + $1.calls.count }
  }
}

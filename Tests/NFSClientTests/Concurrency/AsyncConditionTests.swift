// SPDX-License-Identifier: Apache-2.0
// No news is lost between looking and waiting.

import Testing

@testable import NFSClient

@Suite("Async condition")
struct AsyncConditionTests {
  @Test("a signal between the look and the wait is not lost", .timeLimit(.minutes(1)))
  func noLostSignal() async {
    let condition = AsyncCondition()
    let ticket = condition.ticket
    condition.signal()
    await condition.wait(since: ticket)
  }

  @Test("one signal wakes every waiter", .timeLimit(.minutes(1)))
  func wakesAll() async {
    let condition = AsyncCondition()
    let ticket = condition.ticket
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<10 { group.addTask { await condition.wait(since: ticket) } }
      group.addTask { condition.signal() }
    }
  }

  @Test("a cancelled task stops waiting", .timeLimit(.minutes(1)))
  func cancelled() async {
    let condition = AsyncCondition()
    let ticket = condition.ticket
    let task = Task { await condition.wait(since: ticket) }
    task.cancel()
    await task.value
  }
}

// SPDX-License-Identifier: Apache-2.0
// Bytes are handed out in line, and given back.

import Testing

@testable import NFSClient

@Suite("Memory budget")
struct MemoryBudgetTests {
  @Test("what does not fit waits until it does")
  func waits() async {
    let budget = MemoryBudget(limit: 10)
    #expect(budget.tryAcquire(8))
    #expect(!budget.tryAcquire(3))
    let waiter = Task { await budget.acquire(3) }
    while !budget.isShort { await Task.yield() }
    budget.release(8)
    #expect(await waiter.value)
    #expect(budget.used == 3)
  }

  @Test("a request larger than everything is let through alone")
  func larger() async {
    let budget = MemoryBudget(limit: 10)
    #expect(await budget.acquire(100))
    #expect(!budget.tryAcquire(1))
    budget.release(100)
    #expect(budget.tryAcquire(1))
  }

  @Test("a cancelled waiter takes nothing and lets the next one through")
  func cancelled() async {
    let budget = MemoryBudget(limit: 10)
    #expect(budget.tryAcquire(6))
    let large = Task { await budget.acquire(9) }
    while !budget.isShort { await Task.yield() }
    let small = Task { await budget.acquire(2) }
    large.cancel()
    #expect(await large.value == false)
    #expect(await small.value)
    #expect(budget.used == 8)
  }
}

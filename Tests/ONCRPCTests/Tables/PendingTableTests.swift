// SPDX-License-Identifier: Apache-2.0
// Calls by number, and calls in line.

import Testing

@testable import ONCRPC

@Suite("Pending table")
struct PendingTableTests {
  @Test("numbers rise, skip zero, and find their call")
  func numbers() {
    var table = PendingTable(firstXID: .max)
    let calls = (0..<3).map { _ in PendingCall() }
    for call in calls { _ = table.insert(call) }
    #expect(calls.map(\.xid) == [.max, 1, 2])
    #expect(table.find(1) === calls[1])
    #expect(table.find(3) == nil)
    table.remove(calls[1])
    #expect(table.find(1) == nil)
    #expect(table.count == 2)
  }

  @Test("a number whose slot is taken is passed over")
  func taken() {
    var table = PendingTable(firstXID: 1)
    let old = PendingCall()
    _ = table.insert(old)
    for _ in 1..<PendingTable.initialCapacity {
      let call = PendingCall()
      _ = table.insert(call)
      table.remove(call)
    }
    let next = PendingCall()
    _ = table.insert(next)
    // 257 would share the slot of 1.
    #expect(next.xid == UInt32(PendingTable.initialCapacity) + 2)
    #expect(table.find(1) === old)
  }

  @Test("growth keeps every call")
  func growth() {
    var table = PendingTable(firstXID: 1_000_000)
    var calls: [PendingCall] = []
    var growths = 0
    for _ in 0..<5000 {
      let call = PendingCall()
      if table.insert(call) { growths += 1 }
      calls.append(call)
    }
    #expect(growths > 0)
    #expect(table.count == 5000)
    #expect(calls.allSatisfy { table.find($0.xid) === $0 })
    #expect(calls.allSatisfy { table.at(slot: table.slot(of: $0.xid)) === $0 })
  }
}

@Suite("Send queue")
struct SendQueueTests {
  private func call(_ priority: RPCPriority, _ sequence: UInt64) -> PendingCall {
    let call = PendingCall()
    call.priority = priority
    call.sequence = sequence
    return call
  }

  @Test("urgent before normal before bulk, and in order within each")
  func order() {
    var queue = SendQueue()
    let calls: [PendingCall] = [
      call(.bulk, 0), call(.normal, 1), call(.urgent, 2), call(.normal, 3), call(.urgent, 4),
    ]
    for one in calls { queue.append(one) }
    var sequences: [UInt64] = []
    while let next = queue.peek() {
      #expect(queue.removeFirst() === next)
      sequences.append(next.sequence)
    }
    #expect(sequences == [2, 4, 1, 3, 0])
    #expect(queue.isEmpty)
  }

  @Test("a removed call does not come out, and the count knows")
  func removal() {
    var queue = SendQueue()
    let calls = (0..<4).map { call(.normal, $0) }
    for one in calls { queue.append(one) }
    queue.remove(calls[0])
    queue.remove(calls[2])
    queue.remove(calls[2])
    #expect(queue.count == 2)
    #expect(queue.removeFirst() === calls[1])
    #expect(queue.removeFirst() === calls[3])
    #expect(queue.removeFirst() == nil)
  }

  @Test("calls of a lost connection go ahead, in the order of their submission")
  func prepend() {
    var queue = SendQueue()
    queue.append(call(.normal, 9))
    queue.prepend([call(.normal, 5), call(.bulk, 1), call(.normal, 3)])
    var sequences: [UInt64] = []
    while let next = queue.removeFirst() { sequences.append(next.sequence) }
    #expect(sequences == [3, 5, 9, 1])
  }
}

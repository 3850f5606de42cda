// SPDX-License-Identifier: Apache-2.0
// Read-ahead opens for sequences and closes for jumps.

import Testing

@testable import NFSClient

@Suite("Read-ahead window")
struct ReadAheadWindowTests {
  @Test("the window doubles with every sequential read up to its maximum")
  func doubling() {
    var window = ReadAheadWindow(blockBytes: 10, maximumBlocks: 8)
    #expect(window.noteRead(0..<10, fileBytes: 1000).isEmpty)
    #expect(window.noteRead(10..<20, fileBytes: 1000) == 2..<4)
    #expect(window.noteRead(20..<30, fileBytes: 1000) == 4..<7)
    #expect(window.noteRead(30..<40, fileBytes: 1000) == 7..<12)
    #expect(window.noteRead(40..<50, fileBytes: 1000) == 12..<13)
    #expect(window.blocks == 8)
  }

  @Test("no block is asked for twice, none past the end")
  func bounds() {
    var window = ReadAheadWindow(blockBytes: 10, maximumBlocks: 100)
    var seen: [UInt64] = []
    for start in stride(from: UInt64(0), to: 95, by: 5) {
      seen += window.noteRead(start..<start + 5, fileBytes: 95)
    }
    #expect(seen == Array(seen.first!...9))
  }

  @Test("a jump closes the window")
  func jump() {
    var window = ReadAheadWindow(blockBytes: 10, maximumBlocks: 8)
    _ = window.noteRead(0..<10, fileBytes: 1000)
    _ = window.noteRead(10..<20, fileBytes: 1000)
    #expect(window.noteRead(500..<510, fileBytes: 1000).isEmpty)
    #expect(window.blocks == 0)
    #expect(window.noteRead(510..<520, fileBytes: 1000) == 52..<54)
  }

  @Test("a maximum of nothing never reads ahead")
  func off() {
    var window = ReadAheadWindow(blockBytes: 10, maximumBlocks: 0)
    _ = window.noteRead(0..<10, fileBytes: 1000)
    #expect(window.noteRead(10..<20, fileBytes: 1000).isEmpty)
  }
}

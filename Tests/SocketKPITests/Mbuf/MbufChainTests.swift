// SPDX-License-Identifier: Apache-2.0
// The Swift value over mbufs: contents, cuts, sharing, ownership.

import CLinux
import CSocketKPI
import SystemPackage
import Testing

@testable import SocketKPI

/// 0, 1, 2, ... as bytes.
func countingBytes(_ count: Int, from start: Int = 0) -> [UInt8] {
  (start..<start + count).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }
}

/// Expects the chain to have exactly these bytes, by every measure there is.
func expectHolds(
  _ chain: borrowing MbufChain, _ bytes: some Sequence<UInt8>,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let wanted = Array(bytes)
  let isLastRight = chain.first?.last == chain.last
  #expect(isLastRight, sourceLocation: sourceLocation)
  let lengths = [chain.byteCount, chain.first?.chainLength ?? 0]
  #expect(lengths == [wanted.count, wanted.count], sourceLocation: sourceLocation)
  let isSame = chain.bytes() == wanted
  #expect(isSame, "the bytes differ", sourceLocation: sourceLocation)
}

@Suite("mbuf chain")
struct MbufChainTests {
  @Test(
    "a chain holds the bytes it was made of",
    arguments: [0, 1, 111, 112, 113, 224, 336, 337, 2048, 2049, 4097, 16384, 16385, 100_000])
  func copying(size: Int) {
    let bytes = countingBytes(size)
    let chain = MbufChain(copying: bytes)
    #expect(chain.byteCount == size)
    expectHolds(chain, bytes)
    var joined: [UInt8] = []
    chain.forEachSegment { span in
      for index in 0..<span.byteCount {
        joined.append(unsafe span.unsafeLoad(fromByteOffset: index, as: UInt8.self))
      }
    }
    #expect(joined == bytes)
  }

  @Test("appending in small steps fills the room that is left before taking more")
  func appendSmall() {
    var chain = MbufChain(capacity: 2048)
    for start in stride(from: 0, to: 2048, by: 16) {
      unsafe chain.append(copying: countingBytes(16, from: start).span.bytes)
    }
    #expect(chain.segmentCount == 1)
    expectHolds(chain, countingBytes(2048))
    chain.append(copying: [1, 2, 3])
    #expect(chain.segmentCount == 2)
    #expect(chain.byteCount == 2051)
  }

  @Test("an appended chain is linked behind, and later appends go behind it")
  func appendChain() {
    var chain = MbufChain(copying: countingBytes(300))
    chain.append(MbufChain(copying: countingBytes(5000, from: 300)))
    chain.append(MbufChain())
    unsafe chain.append(copying: countingBytes(10, from: 5300).span.bytes)
    expectHolds(chain, countingBytes(5310))
  }

  @Test("writing in place appends what was written, contiguously")
  func appendInPlace() {
    var chain = MbufChain(copying: countingBytes(100))
    chain.append(upTo: 400) { span in
      for byte in countingBytes(300, from: 100) { span.append(byte) }
    }
    expectHolds(chain, countingBytes(400))
    #expect(chain.segmentCount == 2)
  }

  @Test("prepended bytes come first, and use the room in front after a trim")
  func prepend() {
    var chain = MbufChain(copying: countingBytes(3000))
    chain.trimFront(100)
    unsafe chain.prepend(copying: countingBytes(100).span.bytes)
    #expect(chain.segmentCount == 1)
    chain.prepend(copying: [9, 9, 9, 9])
    expectHolds(chain, [9, 9, 9, 9] + countingBytes(3000))
    #expect(chain.byteCount == 3004)
  }

  @Test(
    "trimming removes exactly the bytes asked for",
    arguments: [0, 1, 50, 112, 3000, 16384, 20000, 39_999, 40_000, 50_000])
  func trim(count: Int) {
    let bytes = countingBytes(40_000)
    var front = MbufChain(copying: bytes)
    front.trimFront(count)
    expectHolds(front, Array(bytes.dropFirst(count)))
    front.append(copying: [1])
    expectHolds(front, Array(bytes.dropFirst(count)) + [1])
    var back = MbufChain(copying: bytes)
    back.trimBack(count)
    expectHolds(back, Array(bytes.dropLast(count)))
    back.append(copying: [1, 2])
    expectHolds(back, Array(bytes.dropLast(count)) + [1, 2])
  }

  @Test(
    "a split has both halves, and both can grow",
    arguments: [0, 1, 111, 112, 200, 16383, 16384, 16385, 39_999, 40_000])
  func split(offset: Int) throws {
    let bytes = countingBytes(40_000)
    var chain = MbufChain(copying: countingBytes(100))
    chain.append(MbufChain(copying: countingBytes(39_900, from: 100)))
    var rest = try chain.split(at: offset)
    #expect(chain.byteCount == offset && rest.byteCount == 40_000 - offset)
    expectHolds(chain, Array(bytes[..<offset]))
    expectHolds(rest, Array(bytes[offset...]))
    chain.append(copying: [7])
    rest.append(copying: [8])
    expectHolds(chain, bytes[..<offset] + [7])
    expectHolds(rest, bytes[offset...] + [8])
  }

  @Test("a split past the end is refused and changes nothing")
  func splitRefused() {
    var chain = MbufChain(copying: countingBytes(10))
    var failure: Errno?
    do { _ = try chain.split(at: 11) } catch { failure = error }
    #expect(failure == .invalidArgument)
    expectHolds(chain, countingBytes(10))
  }

  @Test("a slice shares clusters: it costs no cluster, and outlives its origin")
  func slice() throws {
    var chain = MbufChain(copying: countingBytes(40_000))
    let slice = try chain.slice(1000..<35_000)
    #expect(slice.byteCount == 34_000)
    let isShared = chain.first?.isShared ?? false
    #expect(isShared)
    chain = MbufChain()
    expectHolds(slice, Array(countingBytes(40_000)[1000..<35_000]))
    let isStillShared = slice.first?.isShared ?? true
    #expect(!isStillShared)
  }

  @Test("appending never writes into a shared cluster")
  func appendToShared() throws {
    var chain = MbufChain(capacity: 2048)
    unsafe chain.append(copying: countingBytes(500).span.bytes)
    var copy = try chain.copy()
    copy.append(copying: [1, 1, 1])
    chain.append(copying: [2, 2, 2])
    expectHolds(copy, countingBytes(500) + [1, 1, 1])
    expectHolds(chain, countingBytes(500) + [2, 2, 2])
  }

  @Test(
    "a contiguous prefix is one stretch, and nothing is lost",
    arguments: [0, 1, 60, 112, 113, 900, 16384])
  func contiguous(count: Int) throws {
    var chain = MbufChain()
    for start in stride(from: 0, to: 20_000, by: 50) {
      chain.append(MbufChain(copying: countingBytes(50, from: start)))
    }
    try chain.makeContiguous(prefix: count)
    chain.withContiguousPrefix { #expect($0.byteCount >= count) }
    expectHolds(chain, countingBytes(20_000))
    chain.append(copying: [5])
    expectHolds(chain, countingBytes(20_000) + [5])
  }

  @Test("vectors describe the chain from an offset, in part when there are few")
  func vectors() {
    var chain = MbufChain(copying: countingBytes(100))
    chain.append(MbufChain(copying: countingBytes(33_000, from: 100)))
    let found = unsafe withUnsafeTemporaryAllocation(of: iovec.self, capacity: 8) { vectors in
      let (count, bytes) = unsafe chain.fillVectors(into: vectors, from: 150)
      var copy: [UInt8] = []
      for index in 0..<count {
        let vector = unsafe vectors[index]
        unsafe copy += UnsafeRawBufferPointer(start: vector.iov_base, count: vector.iov_len)
      }
      #expect(bytes == copy.count)
      let part = unsafe chain.fillVectors(into: UnsafeMutableBufferPointer(rebasing: vectors[..<2]))
      #expect(part.count == 2 && part.bytes == 100 + 16384)
      return copy
    }
    #expect(found == Array(countingBytes(33_100)[150...]))
  }

  @Test(
    "a receive buffer keeps what arrived and returns the rest",
    arguments: [0, 1, 16384, 16385, 40_000])
  func receive(length: Int) throws {
    let buffer = try MbufChain.receiveBuffer(capacity: 40_000)
    let bytes = countingBytes(40_000)
    unsafe withUnsafeTemporaryAllocation(of: iovec.self, capacity: 8) { vectors in
      let (count, room) = unsafe buffer.fillVectors(into: vectors)
      #expect(count == 3 && room == 40_000)
      var offset = 0
      for index in 0..<count {
        let vector = unsafe vectors[index]
        unsafe UnsafeMutableRawBufferPointer(start: vector.iov_base, count: vector.iov_len)
          .copyBytes(from: bytes[offset..<offset + vector.iov_len])
        offset += unsafe vector.iov_len
      }
    }
    let chain = buffer.commit(length: length)
    #expect(chain.byteCount == length)
    expectHolds(chain, Array(bytes.prefix(length)))
    #expect(chain.segmentCount == (length + 16383) / 16384)
    let hasHeader = chain.first?.hasHeader ?? (length == 0)
    #expect(hasHeader)
  }

  @Test("memory that was lent is returned once, when the last chain has gone")
  func noCopy() throws {
    let count = EventCounter()
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 5000, alignment: 8)
    unsafe memory.copyBytes(from: countingBytes(5000))
    do {
      let chain = unsafe MbufChain(noCopy: memory) { count.add(1) }
      let slice = try chain.slice(10..<20)
      drop(chain)
      #expect(count.value == 0)
      expectHolds(slice, Array(countingBytes(20)[10...]))
    }
    #expect(count.value == 1)
    unsafe memory.deallocate()
  }

  private func drop(_ chain: consuming MbufChain) {}
}

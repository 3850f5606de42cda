// SPDX-License-Identifier: Apache-2.0
// Uncommitted data survives until a COMMIT with the right verifier, and is never sent twice at a time.

import Testing
import Wire

@testable import NFSClient

@Suite("Write buffer")
struct WriteBufferTests {
  static let first = NFS3Verifier(rawValue: 1)
  static let second = NFS3Verifier(rawValue: 2)

  func buffer(_ writeBytes: Int = 8) -> WriteBuffer { WriteBuffer(writeBytes: writeBytes) }

  @Test("a sequential writer fills blocks, which go out when they are full")
  func blocks() throws {
    var buffer = buffer()
    for (index, byte) in [UInt8](0..<20).enumerated() {
      buffer.insert([byte].rawSpan, at: UInt64(index))
    }
    let one = try present(buffer.nextWrite(all: false))
    let two = try present(buffer.nextWrite(all: false))
    #expect(one.data.bytes() == Array(0..<8) && one.offset == 0)
    #expect(two.data.bytes() == Array(8..<16) && two.offset == 8)
    #expect(buffer.nextWrite(all: false) == nil)
    #expect(buffer.nextWrite(all: true)?.data.bytes() == Array(16..<20))
  }

  @Test("data is kept until a COMMIT with its verifier")
  func commit() throws {
    var buffer = buffer()
    buffer.insert([1, 2, 3].rawSpan, at: 5)
    let write = try present(buffer.nextWrite(all: true))
    #expect(write.stability == .unstable)
    #expect(buffer.beginCommit() == nil, "nothing is unstable before the WRITE is answered")
    let outcome = buffer.wrote(write, count: 3, stability: .unstable, verifier: Self.first)
    #expect(outcome == .released(0))
    let commit = try present(buffer.beginCommit())
    #expect(commit.offset == 5 && commit.count == 3)
    let result = buffer.committed(commit, verifier: Self.first)
    #expect(result.released == 3 && result.rewritten == 0)
    #expect(buffer.isEmpty && buffer.heldBytes == 0)
  }

  @Test("a restart between WRITE and COMMIT makes the data dirty again, finally FILE_SYNC")
  func restart() throws {
    var buffer = buffer()
    buffer.insert([1, 2, 3].rawSpan, at: 0)
    for round in 0..<3 {
      let write = try present(buffer.nextWrite(all: true))
      #expect(write.data.bytes() == [1, 2, 3])
      guard round < WriteBuffer.rewritesBeforeFileSync else {
        #expect(write.stability == .fileSync)
        break
      }
      _ = buffer.wrote(
        write, count: 3, stability: .unstable, verifier: NFS3Verifier(rawValue: UInt64(round)))
      let commit = try present(buffer.beginCommit())
      let result = buffer.committed(commit, verifier: NFS3Verifier(rawValue: UInt64(round + 1)))
      #expect(result.rewritten == 3)
    }
  }

  @Test("a new verifier seen anywhere makes unstable data of the old one suspect")
  func noticed() throws {
    var buffer = buffer()
    buffer.insert([1].rawSpan, at: 0)
    let write = try present(buffer.nextWrite(all: true))
    _ = buffer.wrote(write, count: 1, stability: .unstable, verifier: Self.first)
    #expect(buffer.notice(verifier: Self.first) == 0)
    #expect(buffer.notice(verifier: Self.second) == 1)
    #expect(buffer.hasDirty && !buffer.hasUnstable)
  }

  @Test("a COMMIT does not cover what was answered after it was sent")
  func lateWrite() throws {
    var buffer = buffer(4)
    buffer.insert([1, 2, 3, 4, 5, 6, 7, 8].rawSpan, at: 0)
    let one = try present(buffer.nextWrite(all: true))
    let two = try present(buffer.nextWrite(all: true))
    _ = buffer.wrote(one, count: 4, stability: .unstable, verifier: Self.first)
    let commit = try present(buffer.beginCommit())
    _ = buffer.wrote(two, count: 4, stability: .unstable, verifier: Self.first)
    let result = buffer.committed(commit, verifier: Self.first)
    #expect(result.released == 4)
    #expect(buffer.heldBytes == 4 && buffer.hasUnstable)
  }

  @Test("overwritten unstable data is replaced, what surrounds it stays reproducible")
  func overwrite() throws {
    var buffer = buffer(100)
    buffer.insert([1, 2, 3, 4, 5].rawSpan, at: 0)
    let write = try present(buffer.nextWrite(all: true))
    #expect(buffer.overlapsInFlight(4..<9))
    #expect(!buffer.overlapsInFlight(5..<9))
    _ = buffer.wrote(write, count: 5, stability: .unstable, verifier: Self.first)
    let grown = buffer.insert([9, 9].rawSpan, at: 2)
    #expect(grown == 0)
    #expect(buffer.heldBytes == 5 && buffer.unstableBytes == 3)
    #expect(buffer.held(0..<5).flatMap { $0.data.bytes() } == [1, 2, 9, 9, 5])
  }

  @Test("appending behind a cut piece does not overwrite its neighbour's bytes")
  func sharedBuffer() {
    var buffer = buffer(100)
    buffer.insert([1, 2, 3, 4, 5, 6].rawSpan, at: 0)
    _ = buffer.truncate(to: 2)
    buffer.insert([7, 7].rawSpan, at: 2)
    buffer.insert([8].rawSpan, at: 1)
    #expect(buffer.held(0..<10).flatMap { $0.data.bytes() } == [1, 8, 7, 7])
  }

  @Test("a short WRITE's rest is sent again, nothing of it is lost")
  func shortWrite() throws {
    var buffer = buffer()
    buffer.insert([1, 2, 3, 4].rawSpan, at: 0)
    let write = try present(buffer.nextWrite(all: true))
    _ = buffer.wrote(write, count: 1, stability: .fileSync, verifier: Self.first)
    let rest = try present(buffer.nextWrite(all: true))
    #expect(rest.offset == 1 && rest.data.bytes() == [2, 3, 4])
    #expect(buffer.heldBytes == 3)
  }

  @Test("WRITEs that take nothing end, after a few")
  func noProgress() throws {
    var buffer = buffer()
    buffer.insert([1].rawSpan, at: 0)
    var outcome = WriteBuffer.Outcome.released(0)
    var rounds = 0
    while outcome == .released(0), rounds < 10 {
      let write = try present(buffer.nextWrite(all: true))
      outcome = buffer.wrote(write, count: 0, stability: .unstable, verifier: Self.first)
      rounds += 1
    }
    #expect(outcome == .noProgress && rounds == WriteBuffer.maximumEmptyWrites)
  }

  @Test("a server that reaches less stability than asked for is at fault")
  func tooWeak() throws {
    var buffer = buffer()
    buffer.insert([1].rawSpan, at: 0)
    let write = try present(buffer.onlyWrite())
    #expect(write.stability == .fileSync)
    let outcome = buffer.wrote(write, count: 1, stability: .dataSync, verifier: Self.first)
    #expect(outcome == .tooWeak)
  }

  @Test("data whose WRITE failed is dropped, its bytes are accounted for")
  func failed() throws {
    var buffer = buffer()
    buffer.insert([1, 2].rawSpan, at: 0)
    let write = try present(buffer.nextWrite(all: true))
    #expect(buffer.failed(write) == 2)
    #expect(buffer.isEmpty && buffer.callsInFlight == 0)
  }

  @Test("more than 4 GiB of unstable data is committed to the end of the file")
  func hugeCommit() throws {
    var buffer = buffer()
    for offset in [UInt64(0), 5 << 30] {
      buffer.insert([1].rawSpan, at: offset)
      let write = try present(buffer.nextWrite(all: true))
      _ = buffer.wrote(write, count: 1, stability: .unstable, verifier: Self.first)
    }
    #expect(buffer.beginCommit()?.count == 0)
  }

  @Test("random use agrees with a plain array, byte for byte, restarts included", arguments: 1...20)
  func model(_ seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    var buffer = buffer(16)
    var local = [UInt8](repeating: 0, count: 256)
    var stable = local  // what the server keeps over a restart
    var volatile = local  // what the server shows
    var verifier = NFS3Verifier(rawValue: 100)
    var inFlight: [WriteBuffer.Write] = []

    for _ in 0..<400 {
      switch random.next() % 6 {
      case 0, 1:
        let offset = Int(random.next() % 240)
        let count = Int(random.next() % 16) + 1
        let bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        let range = UInt64(offset)..<UInt64(offset + count)
        if buffer.overlapsInFlight(range) { continue }
        buffer.insert(bytes.rawSpan, at: UInt64(offset))
        local.replaceSubrange(offset..<offset + count, with: bytes)
      case 2:
        if let write = buffer.nextWrite(all: random.next() % 2 == 0) { inFlight.append(write) }
      case 3:
        guard !inFlight.isEmpty else { continue }
        let write = inFlight.remove(at: Int(random.next() % UInt64(inFlight.count)))
        let count = Int(random.next() % UInt64(write.data.count)) + 1
        let start = Int(write.offset)
        volatile.replaceSubrange(start..<start + count, with: write.data.bytes()[..<count])
        if write.stability == .fileSync {
          stable.replaceSubrange(start..<start + count, with: write.data.bytes()[..<count])
        }
        _ = buffer.wrote(write, count: count, stability: write.stability, verifier: verifier)
        _ = buffer.notice(verifier: verifier)
      case 4:
        guard let commit = buffer.beginCommit() else { continue }
        stable = volatile
        _ = buffer.committed(commit, verifier: verifier)
      default:
        guard random.next() % 8 == 0 else { continue }
        volatile = stable
        verifier = NFS3Verifier(rawValue: verifier.rawValue + 1)
      }
      // What the client shows is the server's bytes with the held ones on top.
      #expect(buffer.heldBytes == buffer.extents.reduce(0) { $0 + $1.count })
    }
    // Flush: everything is answered and committed without a further restart.
    for write in inFlight { buffer.abandoned(write) }
    while !buffer.isEmpty {
      while let write = buffer.nextWrite(all: true) {
        let start = Int(write.offset)
        volatile.replaceSubrange(start..<start + write.data.count, with: write.data.bytes())
        if write.stability == .fileSync {
          stable.replaceSubrange(start..<start + write.data.count, with: write.data.bytes())
        }
        _ = buffer.wrote(
          write, count: write.data.count, stability: write.stability, verifier: verifier)
      }
      if let commit = buffer.beginCommit() {
        stable = volatile
        _ = buffer.committed(commit, verifier: verifier)
      }
    }
    #expect(stable == local)
    #expect(buffer.heldBytes == 0 && buffer.unstableBytes == 0)
  }
}

/// The value, which has to be there.
func present<Value>(_ value: Value?) throws -> Value { try #require(value) }

/// A small seedable generator, so that a failure can be repeated.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
